import { describe, expect, it } from 'vitest';
import { forecastOf, outcomeOf, peerLifetime, type Peer } from './forecast';
import { problemOfSoftware } from '../otherSoftware';
import { outcomeOfSoftware, outcomes } from './software';

describe('what a server does with a Move, by its software', () => {
  it.each([
    ['mastodon', '4.6.5', 'comes'],
    ['Mastodon', '2.7.0', 'comes'],
    ['mastodon', '2.6.5', 'stays'],
    ['mastodon', '4.7.0-alpha.2+glitch', 'comes'],
    ['gotosocial', '0.14.2', 'stays'],
    ['gotosocial', '0.20.0-rc1+git-abc', 'comes'],
    ['Iceshrimp.NET', '2024.1-beta4+x', 'comes'],
    ['misskey', '12.119.2', 'stays'],
    ['misskey', '2025.4.1-mhq.13', 'comes'],
    ['pixelfed', '0.12.4', 'likely'],
    ['pixelfed', '0.11.13', 'stays'],
    ['akkoma', '3.10.4-0-gabc', 'likely'],
    ['bookwyrm', '0.7.5', 'asked'],
    ['lemmy', '0.19.5', 'stays'],
    ['threads', '1', 'unknown'],
    ['mastodon', '', 'unknown'],
    ['constructor', '1', 'unknown'],
  ])('%s %s: %s', (name, version, outcome) => {
    expect(outcomeOfSoftware(name, version)).toBe(outcome);
  });
});

it.each([['GoToSocial', 'otherSoftware'], ['pixelfed', 'otherSoftware'], ['Friendica', 'otherWithoutMoves'], ['lemmy', 'otherWithoutMoves'], ['something', 'notMastodon'], ['?', 'notMastodon']])('a side on %s: %s', (name, code) => {
  expect(problemOfSoftware(name)).toBe(code);
});

describe('the forecast', () => {
  const peer = (domain: string, change: Partial<Peer> = {}): Peer => ({ domain, says: 'software', software: 'mastodon', version: '4.5.0', at: 1000, ...change });
  const grounds = {
    blocked: new Set(['bad.example']),
    own: new Set(['old.example']),
    peers: new Map([peer('known.example'), peer('silent.example', { says: 'silent' }), peer('odd.example', { says: 'unclear' }), peer('bad.example'), peer('links.example', { software: 'lemmy' })].map((one) => [one.domain, one])),
  };

  it('says of each server the worst that is known: a block counts more than its software', () => {
    const said = ['bad.example', 'old.example', 'known.example', 'silent.example', 'odd.example', 'links.example', 'never.example'].map((domain) => outcomeOf(domain, grounds));
    expect(said).toEqual(['blocked', 'comes', 'comes', 'down', 'unknown', 'stays', 'unknown']);
  });

  it('counts every follower once, and asks those that have most first, again after a month', () => {
    const followers = new Map([['old.example', 5], ['bad.example', 2], ['known.example', 7], ['silent.example', 1], ['never.example', 9], ['odd.example', 1]]);
    const soon = forecastOf(followers, grounds, 2000);
    expect(outcomes.reduce((sum, outcome) => sum + soon.counts[outcome], 0)).toBe(25);
    expect(soon.total).toBe(25);
    expect(soon.counts).toMatchObject({ comes: 12, blocked: 2, down: 1, unknown: 10 });
    expect(soon.domains.comes).toEqual(['known.example', 'old.example']);
    expect(soon.toAsk).toEqual(['never.example', 'odd.example', 'silent.example']);
    expect(forecastOf(followers, grounds, 2000 + peerLifetime).toAsk).toEqual(['never.example', 'known.example', 'odd.example', 'silent.example']);
  });
});
