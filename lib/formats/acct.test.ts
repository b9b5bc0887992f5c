import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSafeUrl, normalAcct, normalDomain, originOf, parseTyped, sameAcct } from './acct';

describe('parseTyped', () => {
  const me = { username: 'me', domain: 'example.social' };
  it.each([
    '@me@example.social',
    'me@example.social',
    ' @Me@Example.Social ',
    'acct:me@example.social',
    'https://example.social/@me',
    'https://example.social/@me/',
    'https://example.social/users/me',
    'https://example.social/web/@me',
    'example.social/@me',
    '\u200e@me@example.social\u200b',
  ])('reads %s as a handle', (text) => expect(parseTyped(text)).toEqual(me));

  it.each(['example.social', 'https://example.social', 'https://example.social/', 'EXAMPLE.social/', 'https://example.social/explore'])(
    'reads %s as a server',
    (text) => expect(parseTyped(text)).toEqual({ username: null, domain: 'example.social' }),
  );

  it('keeps the port of localhost names', () => {
    expect(parseTyped('@ada@old.localhost:4001')).toEqual({ username: 'ada', domain: 'old.localhost:4001' });
    expect(parseTyped('http://old.localhost:4001/@ada')).toEqual({ username: 'ada', domain: 'old.localhost:4001' });
  });

  it('turns other scripts into punycode', () => expect(parseTyped('@me@bücher.example')?.domain).toBe('xn--bcher-kva.example'));

  it.each(['', '   ', '@', 'me', 'me@', '@me@', 'a b@c.de', 'me@ex ample.social', 'https://u:p@example.social/@me', 'me@me@example.social', 'me@127.0.0.1', '10.0.0.1', 'javascript:alert(1)', 'a@b..c'])(
    'refuses %j',
    (text) => expect(parseTyped(text)).toBeNull(),
  );

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9_]{1,30}$/), fc.stringMatching(/^[a-z]{2,10}\.[a-z]{2,6}$/), (username, domain) => {
        expect(parseTyped(`@${username}@${domain}`)).toEqual({ username, domain });
        expect(normalAcct(`${username.toUpperCase()}@${domain}`, 'x.example')).toBe(`${username}@${domain}`);
      }),
    );
  });
});

it('compares accts with the local domain added', () => {
  expect(sameAcct('Me', '@me@example.social', 'example.social')).toBe(true);
  expect(sameAcct('me@bücher.example', 'me@xn--bcher-kva.example')).toBe(true);
  expect(sameAcct('me', 'me@other.example', 'example.social')).toBe(false);
});

it('allows http on localhost names only', () => {
  expect(originOf('old.localhost:4001')).toBe('http://old.localhost:4001');
  expect(originOf('example.social')).toBe('https://example.social');
  expect(isSafeUrl('http://example.social/a')).toBe(false);
  expect(isSafeUrl('http://old.localhost:1/a')).toBe(true);
  expect(isSafeUrl('https://u@example.social')).toBe(false);
  expect(normalDomain('evil.localhost.example.com:80')).toBe('evil.localhost.example.com');
});
