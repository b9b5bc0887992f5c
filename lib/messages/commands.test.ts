import { describe, expect, it } from 'vitest';
import { commandOf, identityOfReply } from './commands';

describe('a guide does what is on its list', () => {
  const as = 'ada@new.example';
  it.each<object>([
    { movingDayCommand: 'whoIsSignedIn' },
    { movingDayCommand: 'readImports' },
    { movingDayCommand: 'readExport', path: '/settings/exports/follows.csv' },
    { movingDayCommand: 'readExport', path: '/settings/imports/12/failures.csv' },
    { movingDayCommand: 'uploadImport', as, type: 'following', mode: 'merge', name: 'following-0a1b.csv', mime: 'text/csv', text: 'a\n' },
    { movingDayCommand: 'confirmImport', as, importId: '12', name: 'following-0a1b.csv' },
    { movingDayCommand: 'cancelImport', as, importId: '12' },
  ])('%o', (command) => expect(commandOf(command)).toEqual(command));

  it.each<unknown>([
    null,
    'whoIsSignedIn',
    {},
    { movingDayCommand: 'readPage', path: '/settings/profile' },
    { movingDayCommand: 'deleteAccount', as },
    { movingDayCommand: 'readExport', path: '/settings/export' },
    { movingDayCommand: 'readExport', path: '/auth/edit' },
    { movingDayCommand: 'readExport', path: 'https://evil.example/settings/exports/follows.csv' },
    { movingDayCommand: 'readExport', path: '//evil.example/settings/exports/follows.csv' },
    { movingDayCommand: 'readExport', path: '/settings/exports/../delete.csv' },
    { movingDayCommand: 'readExport', path: '/settings/exports/follows.csv?x=1' },
    { movingDayCommand: 'readExport', path: '/settings/exports/follows.csv\n' },
    { movingDayCommand: 'uploadImport', type: 'following', mode: 'merge', name: 'a.csv', mime: 'text/csv', text: '' },
    { movingDayCommand: 'uploadImport', as, type: 'constructor', mode: 'merge', name: 'a.csv', mime: 'text/csv', text: '' },
    { movingDayCommand: 'uploadImport', as, type: 'following', mode: 'merge', name: '../a.csv', mime: 'text/csv', text: '' },
    { movingDayCommand: 'uploadImport', as, type: 'following', mode: 'merge', name: 'a.csv', mime: 'text/html', text: '' },
    { movingDayCommand: 'confirmImport', as, importId: '12/../../delete', name: 'a.csv' },
    { movingDayCommand: 'cancelImport', as, importId: '' },
    { movingDayCommand: 'cancelImport', as: 'somebody', importId: '12' },
  ])('and nothing else: %o', (command) => expect(commandOf(command)).toBeNull());

  it('overwrites only where that is said in so many words', () => {
    const command = { movingDayCommand: 'uploadImport', as, type: 'following', name: 'a.csv', mime: 'text/csv', text: '' };
    for (const mode of [undefined, 'Overwrite', true, 'merge']) expect(commandOf({ ...command, mode })).toMatchObject({ mode: 'merge' });
    expect(commandOf({ ...command, mode: 'overwrite' })).toMatchObject({ mode: 'overwrite' });
  });

  it('and what it says of who is signed in is a name and nothing besides', () => {
    expect(identityOfReply({ acct: as, disabled: true, movedTo: null, access_token: 'secret' })).toEqual({ acct: as, disabled: true, movedTo: null });
    for (const reply of [null, 'x', {}, { acct: 7 }]) expect(identityOfReply(reply)).toBeNull();
  });
});
