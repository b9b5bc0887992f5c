import { expect, it } from 'vitest';
import { arrivalPatience, followerFate, type FollowerCase } from './arrivals';

const plain: FollowerCase = { arrived: false, asks: false, isSelf: false, serverBlocked: false, movedAt: 1000, now: 2000 };
it.each<[string, Partial<FollowerCase>, string, string | null]>([
  ['has arrived, whatever else is so', { arrived: true, asks: true, serverBlocked: true, now: 1000 + arrivalPatience }, 'carried', null],
  ['asks to be let in', { asks: true, now: 1000 + arrivalPatience }, 'waiting', 'asksYou'],
  ['is the new account itself', { isSelf: true }, 'notCarried', 'isYourself'],
  ['is on a server that the new one blocks', { serverBlocked: true }, 'notCarried', 'serverBlocked'],
  ['is on the way', { now: 999 + arrivalPatience }, 'waiting', 'onTheWay'],
  ['has stayed', { now: 1000 + arrivalPatience }, 'notCarried', 'stayed'],
])('a follower who %s', (_title, change, status, reason) => {
  expect(followerFate({ ...plain, ...change })).toEqual({ status, reason, detail: '' });
});
