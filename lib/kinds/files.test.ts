import { describe, expect, it } from 'vitest';
import type { KindId } from '@/lib/move/model';
import { UnreadableAnswer } from './entities';
import { kindById } from './registry';

/** Rows of a file, as that kind reads it. */
function read(id: KindId, text: string): unknown[] {
  const { carry } = kindById(id);
  if (carry.by !== 'importForm') throw new Error(`${id} has no file`);
  return carry.fromFile(text);
}
const accts = (id: KindId, text: string) => read(id, text).map((row) => (row as { acct: string }).acct);
const header = 'Account address,Show boosts,Notify on new posts,Languages';
const ada = { acct: 'ada@a.example', reblogs: false, notify: true, languages: ['en', 'de'] };

describe('a file of follows', () => {
  it.each<[string, string]>([
    ['as Mastodon writes it', `${header}\nada@a.example,false,true,"en, de"\n`],
    ['with a BOM', `\ufeff${header}\nada@a.example,false,true,"en, de"\n`],
    ['with CRLF', `${header}\r\nada@a.example,false,true,"en, de"\r\n`],
    ['with a BOM and CRLF, without an end of line', `\ufeff${header}\r\nada@a.example,false,true,"en, de"`],
    ['with blank lines, and lines of spaces and commas', `\n${header}\n\n  \nada@a.example,false,true,"en, de"\n,,,\n\n`],
    ['with spaces after commas', 'Account address, Show boosts, Notify on new posts, Languages\nada@a.example, false, true, "en, de"\n'],
    ['with everything in quotes', '"Account address","Show boosts","Notify on new posts","Languages"\n"ada@a.example","false","true","en, de"\n'],
    ['without a header', 'ada@a.example,false,true,"en, de"\n'],
    ['with other capitals and a leading @', `${header}\n@Ada@A.Example,FALSE,True,"en, de"\n`],
    ['with columns in another order', 'Account address,Languages,Notify on new posts,Show boosts\nada@a.example,"en, de",true,false\n'],
  ])('is read %s', (_how, text) => expect(read('following', text)).toEqual([ada]));

  it('takes what is not said as Mastodon does', () => {
    expect(read('following', `${header}\nada@a.example\n`)).toEqual([{ acct: 'ada@a.example', reblogs: true, notify: false, languages: null }]);
    expect(accts('following', 'Account address\nada@a.example\nbob@b.example\n')).toEqual(['ada@a.example', 'bob@b.example']);
  });

  it('has one name for a server, however it is written', () => {
    expect(accts('following', 'a@bücher.example\nb@BÜCHER.example\nc@xn--bcher-kva.example\nd@例え.テスト\n')).toEqual(['a', 'b', 'c'].map((name) => `${name}@xn--bcher-kva.example`).concat('d@xn--r8jz45g.xn--zckzah'));
  });
});

describe('a file of lists', () => {
  it('keeps titles with commas, quotes, semicolons and line ends apart from their members', () => {
    const text = '"Friends, close",a@a.example\n"The ""best""",b@b.example\na;b;c;d,c@c.example\n"two\nlines",d@d.example\n"say, ""no"" ",e@e.example\n';
    expect(read('lists', text).map((row) => [(row as { title: string }).title, (row as { acct: string }).acct])).toEqual([
      ['Friends, close', 'a@a.example'],
      ['The "best"', 'b@b.example'],
      ['a;b;c;d', 'c@c.example'],
      ['two\nlines', 'd@d.example'],
      ['say, "no"', 'e@e.example'],
    ]);
  });
  it('is not taken apart at what else may part columns', () => {
    expect(read('lists', 'a;b;c,x@a.example\nd;e;f,y@a.example\n').map((row) => (row as { title: string }).title)).toEqual(['a;b;c', 'd;e;f']);
    expect(read('lists', 'a|b|c,x@a.example\nd|e|f,y@a.example\n').map((row) => (row as { title: string }).title)).toEqual(['a|b|c', 'd|e|f']);
  });
});

describe('a file of one column', () => {
  it.each<[KindId, string, unknown[]]>([
    ['blocks', '\ufeff a@a.example \r\n\r\nb@bücher.example\r\n', [{ acct: 'a@a.example' }, { acct: 'b@xn--bcher-kva.example' }]],
    ['mutes', 'Account address, Hide notifications\na@a.example, false\nb@b.example,\n', [{ acct: 'a@a.example', notifications: false }, { acct: 'b@b.example', notifications: true }]],
    ['domainBlocks', '#domain\nBücher.example\n\nex*mple.org\n', [{ domain: 'xn--bcher-kva.example' }, { domain: 'ex*mple.org' }]],
    ['bookmarks', 'https://a.example/users/a/statuses/1\n"tag:a.example,2017-01-01:objectId=1:objectType=Status"\n', [{ uri: 'https://a.example/users/a/statuses/1' }, { uri: 'tag:a.example,2017-01-01:objectId=1:objectType=Status' }]],
  ])('of %s is read: %j', (id, text, rows) => expect(read(id, text)).toEqual(rows));
});

const page = '<!DOCTYPE html>\n<html lang="en"><head><title>Sign in, please</title></head>\n<body class="x">ada@a.example</body></html>\n';
describe('what is no such file', () => {
  it.each<[KindId, string]>([
    ...(['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters'] as const).map((id): [KindId, string] => [id, page]),
    ['following', 'just words\n'],
    ['following', '@\n'],
    ['following', 'ada@\n'],
    ['following', '@a.example\n'],
    ['lists', 'Friends,\n'],
    ['lists', ',ada@a.example\n'],
    ['filters', '[]'],
    ['filters', '{"custom_filters":[{"title":"x"'],
    ['filters', '{"custom_filters":[{"title":1,"context":[]}]}'],
  ])('is refused whole as %s: %j', (id, text) => expect(() => read(id, text)).toThrow(UnreadableAnswer));
});

describe('a file of filters', () => {
  const filter = (more: object) => JSON.stringify({ custom_filters: [{ title: 'Weather', context: ['home'], action: 'hide', keywords_attributes: [{ keyword: 'rain', whole_word: true }], statuses: ['https://a.example/1'], ...more }] });
  const row = { title: 'Weather', context: ['home'], action: 'hide', keywords: [{ keyword: 'rain', whole_word: true }], statusIds: [], statusUris: ['https://a.example/1'] };
  it.each<[string, object, string | null]>([
    ['expires_at', { expires_at: '2030-01-01T00:00:00.000Z' }, '2030-01-01T00:00:00.000Z'],
    ['expire_at', { expire_at: '2030-01-01T00:00:00.000Z' }, '2030-01-01T00:00:00.000Z'],
    ['both, one of them null', { expires_at: null, expire_at: '2030-01-01T00:00:00.000Z' }, '2030-01-01T00:00:00.000Z'],
    ['neither', {}, null],
  ])('says when one ends by %s', (_name, more, expiresAt) => expect(read('filters', filter(more))).toEqual([{ ...row, expiresAt }]));

  it('is read with a BOM, and comes back as it was written', () => {
    const rows = read('filters', `\ufeff${filter({ expires_at: '2030-01-01T00:00:00.000Z' })}`);
    expect(rows).toHaveLength(1);
    const { carry } = kindById('filters');
    if (carry.by !== 'importForm') throw new Error('no file');
    expect(carry.fromFile(carry.toFile(rows))).toEqual(rows);
  });
});
