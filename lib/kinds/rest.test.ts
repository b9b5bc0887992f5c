import { describe, expect, it } from 'vitest';
import type { KindId } from '@/lib/move/model';
import { kindById, kinds } from './registry';
import { planRow, type Place } from './rest';
import { tagKey } from './tagRow';

const now = Date.UTC(2030, 0, 1);
const day = 86_400_000;
const place: Place = { now, apiVersion: 11, accountId: '77', imported: true };
const iso = (time: number) => new Date(time).toISOString();

/** The plan of a row of that kind; `there` = as the new account has it. */
function plan(id: KindId, row: unknown, there: unknown = null, change: Partial<Place> = {}) {
  const { rest } = kindById(id);
  if (!rest) throw new Error(`${id} has no rest`);
  return planRow(rest, row, there, { ...place, ...change });
}

const list = { title: 'News', acct: null, repliesPolicy: 'none', exclusive: true, listId: '5' };
const mute = { acct: 'a@b.example', notifications: false, expiresAt: iso(now + 2 * day) };
const muted = { acct: 'a@b.example', notifications: false, expiresAt: null, person: { id: '9', name: '', avatar: '' } };
const filter = { title: 'No spiders', context: ['home'], action: 'blur', expiresAt: null, keywords: [{ keyword: 'spider', whole_word: true }], statusIds: [], statusUris: [] };
const post = { id: '1', at: iso(now + day), text: 'Later', warning: 'W', visibility: 'private', language: 'de', sensitive: true, media: [], tied: false };

describe('what is written for a row', () => {
  it.each<[string, KindId, unknown, unknown, Partial<Place>, string, string, unknown]>([
    ['a list that is not there', 'lists', list, null, {}, 'POST', '/api/v1/lists', { title: 'News', replies_policy: 'none', exclusive: true }],
    ['a list with other settings', 'lists', list, { ...list, listId: '8', exclusive: false }, {}, 'PUT', '/api/v1/lists/8', { title: 'News', replies_policy: 'none', exclusive: true }],
    ['a mute without its end', 'mutes', mute, muted, {}, 'POST', '/api/v1/accounts/9/mute', { notifications: false, duration: 172_800 }],
    ['a mute that has ended meanwhile', 'mutes', { ...mute, expiresAt: iso(now - 1) }, muted, {}, 'POST', '/api/v1/accounts/9/unmute', {}],
    ['a filter on a server that has no blur', 'filters', { ...filter, expiresAt: iso(now + 60_000) }, null, { apiVersion: 2 }, 'POST', '/api/v2/filters', { title: 'No spiders', context: ['home'], filter_action: 'warn', expires_in: 60, keywords_attributes: [{ keyword: 'spider', whole_word: true }] }],
    ['a hashtag to follow', 'followedTags', { name: 'Überraschung' }, null, {}, 'POST', '/api/v1/tags/%C3%9Cberraschung/follow', {}],
    ['a hashtag to feature', 'featuredTags', { name: 'poetry' }, null, {}, 'POST', '/api/v1/featured_tags', { name: 'poetry' }],
    ['an account to feature', 'featuredAccounts', { acct: 'a@b.example' }, null, {}, 'POST', '/api/v1/accounts/77/endorse', {}],
    ['an account to feature before 4.4', 'featuredAccounts', { acct: 'a@b.example' }, null, { apiVersion: 2 }, 'POST', '/api/v1/accounts/77/pin', {}],
    ['a note', 'notes', { acct: 'a@b.example', note: 'Hi' }, null, {}, 'POST', '/api/v1/accounts/77/note', { comment: 'Hi' }],
    ['a preference', 'preferences', { name: 'posting:default:visibility', value: 'private' }, { name: 'posting:default:visibility', value: 'public' }, {}, 'PATCH', '/api/v1/accounts/update_credentials', { source: { privacy: 'private' } }],
    ['a scheduled post', 'scheduledPosts', post, null, {}, 'POST', '/api/v1/statuses', { status: 'Later', scheduled_at: post.at, sensitive: true, spoiler_text: 'W', visibility: 'private', language: 'de' }],
  ])('%s', (_name, id, row, there, change, verb, path, body) => expect(plan(id, row, there, change)).toEqual([{ verb, path, body }]));

  it.each<[string, KindId, unknown, unknown]>([
    ['a list as it should be', 'lists', list, { ...list, listId: '8' }],
    ['a mute with an end', 'mutes', mute, { ...muted, expiresAt: iso(now + day) }],
    ['a filter that does the same', 'filters', filter, filter],
    ['a hashtag followed', 'followedTags', { name: 'Tee' }, { name: 'tee' }],
    ['the same note', 'notes', { acct: 'a@b.example', note: 'Hi' }, { acct: 'a@b.example', note: 'Hi' }],
    ['a preference set', 'preferences', { name: 'reading:autoplay:gifs', value: true }, { name: 'reading:autoplay:gifs', value: true }],
    ['a preference that was never chosen', 'preferences', { name: 'posting:default:language', value: null }, { name: 'posting:default:language', value: 'en' }],
    ['a post scheduled', 'scheduledPosts', post, { ...post, id: '2' }],
  ])('nothing for %s', (_name, id, row, there) => expect(plan(id, row, there)).toEqual([]));

  it('nothing for a mute that NEW has of its own, with an end or without', () => {
    for (const row of [mute, { ...mute, expiresAt: iso(now - 1) }]) expect(plan('mutes', row, muted, { imported: false })).toEqual([]);
  });

  it.each<[string, KindId, unknown, unknown]>([
    ['ended', 'mutes', { ...mute, expiresAt: iso(now - 1) }, null],
    ['ended', 'filters', { ...filter, expiresAt: iso(now - 1) }, null],
    ['onlyPosts', 'filters', { ...filter, keywords: [], statusIds: ['7'] }, null],
    ['otherThere', 'notes', { acct: 'a@b.example', note: 'Hi' }, { acct: 'a@b.example', note: 'Mine' }],
    ['noApi', 'preferences', { name: 'reading:autoplay:gifs', value: true }, { name: 'reading:autoplay:gifs', value: false }],
    ['notOffered', 'preferences', { name: 'posting:default:quote_policy', value: 'nobody' }, null],
    ['otherThere', 'preferences', { name: 'posting:default:visibility', value: 'public' }, { name: 'posting:default:visibility', value: 'private' }],
    ['isPast', 'scheduledPosts', { ...post, at: iso(now + 5 * 60_000) }, null],
    ['byHand', 'scheduledPosts', { ...post, tied: true }, null],
    ['byHand', 'scheduledPosts', { ...post, media: [{ url: 'https://m.example/1.png', type: 'image', alt: null }] }, null],
  ])('%s: %s', (reason, id, row, there) => expect(plan(id, row, there)).toBe(reason));
});

it('the import’s own rows are none of the API’s', () => {
  // Where there is no blur it came as a warning, and is found again as one.
  expect(kindById('filters').rest?.match?.(filter)).toBe(kindById('filters').rest?.match?.({ ...filter, action: 'warn' }));
  const share = (id: KindId, row: unknown, apiVersion = 11) => kindById(id).rest?.share(row, apiVersion);
  expect([share('lists', { ...list, acct: 'a@b.example' }), share('mutes', muted), share('mutes', mute), share('filters', filter), share('filters', filter, 7)]).toEqual(['none', 'none', 'finish', 'none', 'whole']);
});

it('follows alone cost a follow, and posts alone are asked for one by one', () => {
  expect(kinds.filter((kind) => kind.rest?.costsFollow).map((kind) => kind.id)).toEqual(['followedTags']);
  expect(kinds.filter((kind) => kind.rest?.asks).map((kind) => kind.id)).toEqual(['scheduledPosts']);
});

it('hashtags are the same as servers take them', () => {
  const same = (a: string, b: string) => tagKey({ name: a }) === tagKey({ name: b });
  expect([same('Überraschung', 'uberraschung'), same('ＴＥＡ', 'tea'), same('smørrebrød', 'Smorrebrod')]).toEqual([true, true, true]);
  // Marks make other letters elsewhere.
  expect([same('й', 'и'), same('tea', 'teas')]).toEqual([false, false]);
});
