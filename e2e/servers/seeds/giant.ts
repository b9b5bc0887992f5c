import type { Account, Instance } from '../model';
import { createStatus } from '../posts';
import { createLocal, nextId } from '../state';

export interface GiantSizes {
  follows: number;
  followers: number;
  favourites: number;
  posts: number;
}

const standard: GiantSizes = { follows: 20_000, followers: 50_000, favourites: 20_000, posts: 10_000 };
const minute = 60_000;

/** Numbers from 0 to below `below`, the same for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** `giant` on OLD: an account as large as they come, the same for the same seed. Its people live on servers that are not there. */
export function seedGiant(old: Instance, seed: number, sizes: Partial<GiantSizes> = {}): Account {
  const random = randomFrom(seed);
  const { follows, followers, favourites, posts } = { ...standard, ...sizes };
  const giant = createLocal(old, { username: 'giant', email: 'giant@old.example', password: 'correct horse giant', displayName: 'Giant', note: 'Follows everybody.' });
  const { state } = old;
  const now = old.clock.now();
  // Three in ten of those who are followed follow back.
  const mutual = Math.min(Math.floor(follows * 0.3), followers);
  const people = Array.from({ length: follows + followers - mutual }, (_, n) => stranger(old, n, random));
  const row = (from: Account, to: Account, n: number) => {
    const id = nextId(old);
    state.follows.set(id, { id, from: from.id, to: to.id, reblogs: random(20) !== 0, notify: random(50) === 0, languages: random(100) === 0 ? ['en', 'de'] : null, createdAt: now - n * minute });
  };
  people.slice(0, follows).forEach((other, n) => row(giant, other, n));
  people.slice(follows - mutual, follows - mutual + followers).forEach((other, n) => row(other, giant, n));
  const authors = people.slice(0, Math.max(1, Math.min(500, people.length)));
  for (let n = 0; n < favourites; n++) {
    const author = authors[random(authors.length)] ?? giant;
    const status = createStatus(old, author, { content: `<p>Liked by a giant ${n}</p>`, html: true, createdAt: now - (favourites - n) * minute });
    const id = nextId(old);
    state.favourites.set(id, { id, accountId: giant.id, statusId: status.id });
  }
  let last: string | null = null;
  for (let n = 0; n < posts; n++) {
    const inReplyToId: string | null = random(5) === 0 ? last : null;
    last = createStatus(old, giant, { content: `Giant words ${n}, ${random(1_000_000)}`, visibility: random(10) === 0 ? 'private' : 'public', inReplyToId, createdAt: now - (posts - n) * minute }).id;
  }
  return giant;
}

function stranger(old: Instance, n: number, random: (below: number) => number): Account {
  const id = nextId(old);
  const username = `person_${n}`;
  const domain = `far-${random(900)}.example`;
  const account: Account = {
    id, username, domain, uri: `https://${domain}/users/${username}`, url: `https://${domain}/@${username}`, inbox: `https://${domain}/inbox`,
    displayName: random(4) === 0 ? '' : `Person ${n}`, note: '', fields: [], avatar: null, header: null, locked: random(10) === 0, bot: random(30) === 0, discoverable: null, indexable: false, hideCollections: null,
    createdAt: old.clock.now(), suspended: false, alsoKnownAs: [], movedToUri: null, fetchedAt: old.clock.now(), followersCount: random(5000), followingCount: random(2000), statusesCount: random(20_000),
  };
  old.state.accounts.set(id, account);
  return account;
}
