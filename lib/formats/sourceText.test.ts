import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparable, countedLength, mentions, pieces, plainLength, shortLink } from './sourceText';

const kinds = (text: string) => pieces(text).filter((piece) => piece.kind !== 'text').map((piece) => `${piece.kind} ${piece.text}`);

describe('what becomes a link, a mention, a hashtag', () => {
  it.each<[string, string[]]>([
    ['See https://a.example/x.', ['link https://a.example/x']],
    ['(https://a.example/wiki/X_(y)), and so on', ['link https://a.example/wiki/X_(y)']],
    ['http://localhost is none, http://old.localhost:8080/@a is', ['link http://old.localhost:8080/@a']],
    ['@ada and @Ada@Example.social, not a@b.example', ['mention @ada', 'mention @Ada@Example.social']],
    ['with @me@a.example.', ['mention @me@a.example']],
    ['https://a.example/@ada/1 is a link alone', ['link https://a.example/@ada/1']],
    ['#poetry, #2026 and #été_2', ['hashtag #poetry', 'hashtag #été_2']],
    ['javascript:alert(1) <b>x</b> a#b', []],
  ])('%s', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it('and nothing is lost of any text', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('https://a.example/)', '@a@b.c', '#x', '((', '…', ' '));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(pieces(words.join('')).map((piece) => piece.text).join('')).toBe(words.join(''));
      }),
    );
  });
});

describe('length, as a server counts it', () => {
  it.each<[string, number]>([
    ['', 0],
    ['abc', 3],
    ['🇩🇪👩‍👩‍👧é', 3],
    [`https://a.example/${'x'.repeat(200)}`, 23],
    ['see https://a.example.', 4 + 23 + 1],
    ['http://localhost', 16],
    [`@me@${'long.'.repeat(20)}example`, 3],
    ['a\r\nb', 3],
  ])('%j is %i', (text, expected) => {
    expect(countedLength(text)).toBe(expected);
  });

  it('with links as long as the server says', () => expect(countedLength('https://a.example/xyz', 30)).toBe(30));
  it('of a name is its code points', () => expect(plainLength('🇩🇪é')).toBe(3));
});

it('a link is shown short', () => {
  expect(shortLink('https://www.a.example/abc')).toBe('a.example/abc');
  expect(shortLink(`https://a.example/${'x'.repeat(50)}`)).toBe(`a.example/${'x'.repeat(20)}…`);
});

it('an account is mentioned by its whole handle alone', () => {
  expect(mentions('Moved to @ADA@new.example.', 'ada@new.example')).toBe(true);
  expect(mentions('Moved to @ada', 'ada@new.example')).toBe(false);
  expect(mentions('Moved to @ada@new.example.org', 'ada@new.example')).toBe(false);
});

it.each([
  ['Hello @ada@new.example & all\n\n<b> https://a.example/a-long-path-that-is-shown-short', '<p>Hello <span class="h-card"><a href="x">@<span>ada</span></a></span> &amp; all</p><p>&lt;b&gt; <a href="y"><span class="invisible">https://</span><span>a.example/a-long-path-that-is-s</span><span class="invisible">hown-short</span></a></p>'],
  ['it’s "so"  #tag', '<p>it’s &quot;so&quot; <a href="z">#<span>tag</span></a></p>'],
  ['unknown @ada@new.example', '<p>unknown @ada@new.example</p>'],
  ['a&#39;b', '<p>a&amp;#39;b</p>'],
])('a text and its HTML are the same: %j', (text, html) => {
  expect(comparable(html, true)).toBe(comparable(text));
  expect(comparable(html, true)).not.toBe(comparable(`${text}!`));
});
