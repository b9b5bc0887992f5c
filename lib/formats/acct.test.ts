import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isImportableDomain, isSafeUrl, meansAccount, normalAcct, normalDomain, originOf, parseTyped, sameAcct } from './acct';

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

describe('handles are compared as servers do', () => {
  // What a server writes, the domain of that server, and the one acct that it stands for.
  it.each([
    ['Ada', 'one.example', 'ada@one.example'],
    ['@Ada@One.Example', 'two.example', 'ada@one.example'],
    [' ada@ONE.example ', 'two.example', 'ada@one.example'],
    ['ada@bücher.example', 'two.example', 'ada@xn--bcher-kva.example'],
    ['ada@BÜCHER.example', 'two.example', 'ada@xn--bcher-kva.example'],
    ['ADA@XN--BCHER-KVA.example', 'two.example', 'ada@xn--bcher-kva.example'],
    ['ada', 'bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@', 'one.example', 'ada@one.example'],
    ['ada@例え.テスト', 'two.example', 'ada@xn--r8jz45g.xn--zckzah'],
    ['ada@people.localhost:4001', 'two.example', 'ada@people.localhost:4001'],
  ])('%j on %s is %s', (written, local, acct) => {
    expect(normalAcct(written, local)).toBe(acct);
    expect(sameAcct(written, acct, local)).toBe(true);
    expect(sameAcct(written, acct.replace('@', '_@'), local)).toBe(false);
  });

  it('an account is meant by the domain of handles and by its web host, not by another', () => {
    const account = { acct: 'ada@people.example', origin: 'https://social.people.example' };
    expect(['@Ada@people.example', 'ada@SOCIAL.people.example'].map((typed) => meansAccount(typed, account))).toEqual([true, true]);
    expect(['ada', 'bob@people.example', 'ada@other.example', 'ada@people.example@x'].map((typed) => meansAccount(typed, account))).toEqual([false, false, false, false]);
  });

  it.each([
    ['example.org', true],
    ['xn--bcher-kva.example', true],
    ['people.localhost:4001', true],
    ['example.org:8080', false],
    ['spam_er.example', false],
    ['ex*mple.org', false],
    ['a..example', false],
    ['bücher.example', false],
    [`${'a'.repeat(64)}.example`, false],
    [`${'a.'.repeat(127)}bc`, false],
  ])('the import takes the domain %s: %s', (domain, takes) => expect(isImportableDomain(domain)).toBe(takes));
});
