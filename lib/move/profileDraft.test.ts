import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProfileRow } from '@/lib/kinds/profile';
import { changeOf, choosePart, chosenProfile, misfits, profileParts, samePart, startDraft, withLine } from './profileDraft';

const empty: ProfileRow = { displayName: '', note: '', fields: [], avatar: null, header: null, locked: false, bot: false, discoverable: null, indexable: null, hideCollections: null };
const old: ProfileRow = { displayName: 'Ada', note: 'Counts\nthings', fields: [{ name: 'Site', value: 'https://a.example' }], avatar: 'https://old.example/a.png', header: null, locked: true, bot: false, discoverable: true, indexable: true, hideCollections: true };

describe('what is sent is what was chosen, and nothing else', () => {
  it('a newcomer gets what it lacks, and no switch is touched', () => {
    const draft = startDraft(old, empty, true);
    expect(draft.choices).toEqual({ displayName: 'take', note: 'take', fields: 'take', avatar: 'take', header: 'keep' });
    expect(changeOf(startDraft(old, empty, false), old, empty)).toEqual({});
    expect(changeOf(draft, old, empty)).toEqual({ displayName: 'Ada', note: 'Counts\nthings', fields: old.fields, avatar: 'take' });
  });

  it('an account with a profile of its own keeps it until it is said otherwise', () => {
    const next = { ...empty, displayName: 'A. L.', note: 'mine', fields: [{ name: 'x', value: 'y' }], avatar: 'https://new.example/b.png', header: 'https://new.example/h.png' };
    const draft = startDraft(old, next, true);
    expect(changeOf(draft, old, next)).toEqual({});
    expect(changeOf(choosePart(draft, 'note', 'take', old, next), old, next)).toEqual({ note: old.note });
    expect(changeOf({ ...draft, flags: { ...draft.flags, locked: true, discoverable: true } }, old, next)).toEqual({ locked: true, discoverable: true });
  });

  it('an edit starts with what stood there', () => {
    const draft = choosePart(startDraft(old, empty, true), 'note', 'edit', old, empty);
    expect(draft.edited.note).toBe(old.note);
    expect(choosePart(choosePart(draft, 'note', 'keep', old, empty), 'note', 'edit', old, empty).edited.note).toBe('');
    expect(changeOf({ ...draft, edited: { ...draft.edited, note: 'new' } }, old, empty)).toMatchObject({ note: 'new' });
  });

  it('line ends of a form are no difference, empty rows are no fields', () => {
    const next = { ...old, avatar: null, note: 'Counts\r\nthings', fields: [...old.fields, { name: ' ', value: '' }] };
    expect(changeOf({ ...startDraft(old, next, true), choices: { displayName: 'take', note: 'take', fields: 'take', avatar: 'keep', header: 'keep' } }, old, next)).toEqual({});
  });

  it('fields may all go', () => {
    const draft = choosePart(startDraft(null, old, true), 'fields', 'edit', null, old);
    expect(changeOf({ ...draft, edited: { ...draft.edited, fields: [{ name: '', value: '' }] } }, null, old)).toEqual({ fields: [] });
  });

  it('without an old profile nothing can be taken', () => {
    const draft = startDraft(null, empty, true);
    const all = profileParts.reduce((one, part) => choosePart(one, part, 'take', null, empty), draft);
    expect(changeOf(all, null, empty)).toEqual({});
  });

  it('and it leads there, from wherever; a second time changes nothing', () => {
    const text = fc.string({ maxLength: 5 });
    const field = fc.record({ name: text, value: text });
    const row = fc.record({ displayName: text, note: text, fields: fc.array(field, { maxLength: 3 }), avatar: fc.constant(null), header: fc.constant(null), locked: fc.boolean(), bot: fc.boolean(), discoverable: fc.option(fc.boolean()), indexable: fc.option(fc.boolean()), hideCollections: fc.option(fc.boolean()) });
    const choice = fc.constantFrom('keep' as const, 'take' as const, 'edit' as const);
    fc.assert(
      fc.property(row, row, row, fc.tuple(choice, choice, choice), fc.boolean(), (a, b, edited, [displayName, note, fields], locked) => {
        const start = startDraft(a, b, true);
        const draft = { edited, flags: { ...start.flags, locked }, choices: { ...start.choices, displayName, note, fields } };
        const reached = { ...b, ...changeOf(draft, a, b) } as ProfileRow;
        const chosen = chosenProfile(draft, a, b);
        for (const part of ['displayName', 'note', 'fields'] as const) expect(samePart(reached, chosen, part)).toBe(true);
        expect(reached.locked).toBe(locked);
        expect(changeOf(draft, a, reached)).toEqual({});
      }),
    );
  });
});

describe('what would not fit is known before', () => {
  const limits = { displayName: 30, note: 50, fields: 4, fieldName: 255, fieldValue: 255, post: 500, perLink: 23 };
  it.each<[string, Partial<ProfileRow>, object[]]>([
    ['a name of 30 emoji', { displayName: '🐘'.repeat(30) }, []],
    ['a name of 31 letters', { displayName: 'x'.repeat(31) }, [{ part: 'displayName', by: 1 }]],
    ['a bio that is long by its links alone', { note: `see https://a.example/${'x'.repeat(200)}` }, []],
    ['a bio that is long by the domain of a mention', { note: `with @me@${'long.'.repeat(20)}example` }, []],
    ['a bio of 53 letters', { note: 'x'.repeat(53) }, [{ part: 'note', by: 3 }]],
    ['a bio of 50 flags', { note: '🇩🇪'.repeat(50) }, []],
    ['five fields', { fields: Array.from({ length: 5 }, () => ({ name: 'a', value: 'b' })) }, [{ part: 'fields', why: 'tooMany' }]],
    ['a value that the server would cut', { fields: [{ name: 'a', value: 'x'.repeat(256) }] }, [{ part: 'fields', why: 'tooLong' }]],
    ['a value without a name', { fields: [{ name: ' ', value: 'x' }] }, [{ part: 'fields', why: 'nameless' }]],
    ['a row that was left empty', { fields: [{ name: '', value: '' }] }, []],
  ])('%s', (_, change, expected) => {
    expect(misfits({ ...empty, ...change }, limits)).toEqual(expected);
  });
});

it('where somebody has moved is said once', () => {
  const line = 'Moved to @ada@new.example';
  expect(withLine('', line, 'ada@new.example')).toBe(line);
  expect(withLine('Counts things\n', line, 'ada@new.example')).toBe(`Counts things\n\n${line}`);
  expect(withLine('Now at @Ada@NEW.example!', line, 'ada@new.example')).toBe('Now at @Ada@NEW.example!');
});
