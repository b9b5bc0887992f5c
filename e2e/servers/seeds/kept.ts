import type { Account } from '../model';
import { createStatus } from '../posts';
import { createCopy, createLocal, nextId } from '../state';
import { foreignPost, pick, type At, type Company, type Many } from './life';

const day = 86_400_000;

/** What ada keeps and shows: favourites, hashtags, featured accounts, a collection, scheduled posts, preferences. */
export function seedKept(at: At, ada: Account, { friends, neighbours }: Company, many: Many): void {
  const old = at('old');
  const now = old.clock.now();
  for (let n = 0; n < many(45); n++) {
    const status = n % 5 === 4 ? createStatus(old, pick(neighbours, n), { content: `Liked next door ${n}` }) : foreignPost(at, pick(friends, n), { content: `Liked ${n} #poetry`, tags: ['poetry'] });
    const id = nextId(old);
    old.state.favourites.set(id, { id, accountId: ada.id, statusId: status.id });
  }
  for (const name of ['poetry', 'engines', 'mathematics', 'tee', 'Überraschung', 'knitting']) {
    const id = nextId(old);
    old.state.tagFollows.set(id, { id, accountId: ada.id, name });
  }
  for (const name of ['engines', 'poetry', 'never_used']) {
    const id = nextId(old);
    old.state.featuredTags.set(id, { id, accountId: ada.id, name, createdAt: now - 50 * day });
  }
  for (const other of [pick(friends, 0), pick(neighbours, 0), pick(friends, 1), pick(neighbours, 1)]) {
    const id = nextId(old);
    old.state.endorsements.set(id, { id, from: ada.id, to: other.id });
  }
  for (let n = 0; n < 3; n++) {
    const id = nextId(old);
    old.state.scheduled.set(id, { id, accountId: ada.id, scheduledAt: now + (n + 2) * 30 * day, text: `To be said later ${n}`, visibility: n === 1 ? 'private' : 'public', spoiler: n === 2 ? 'Later' : '', sensitive: n === 2, language: 'en', mediaIds: [] });
  }
  const items = [pick(friends, 0), pick(neighbours, 0), pick(friends, 1)].map((other) => ({ id: nextId(old), accountId: other.id, state: 'accepted' as const, createdAt: now - 9 * day }));
  const id = nextId(old);
  old.state.collections.set(id, { id, accountId: ada.id, name: 'Engine people', description: 'They build things & write about it', language: 'en', sensitive: false, discoverable: true, createdAt: now - 10 * day, updatedAt: now - 9 * day, items });
  const news = nextId(old);
  old.state.announcements.set(news, { id: news, content: 'We close for repairs on Sunday.', startsAt: null, endsAt: null, publishedAt: now - 2 * day, readBy: [] });
  const user = old.state.users.get(ada.id);
  if (!user) return;
  user.defaultPrivacy = 'unlisted';
  user.defaultSensitive = true;
  user.defaultLanguage = 'de';
  user.preferences = { expandMedia: 'show_all', expandSpoilers: true, autoplayGifs: true, quotePolicy: 'followers' };
}

/** What only ada knows: private notes, and requests in both directions that nobody has answered. */
export function seedPrivate(at: At, ada: Account, { friends, neighbours }: Company, many: Many): void {
  const [old, there] = [at('old'), at('friends')];
  const me = createCopy(there, old, ada);
  const others = <Row extends { from: string; to: string }>(rows: Iterable<Row>, side: 'from' | 'to') =>
    [...rows].filter((row) => row[side === 'to' ? 'from' : 'to'] === ada.id).flatMap((row) => old.state.accounts.get(row[side]) ?? []);
  const fans = others(old.state.follows.of('to', ada.id), 'from').filter((account) => account.username.includes('fan_'));
  const noted = [
    ...Array.from({ length: many(6) }, (_, n) => pick(n % 2 === 0 ? friends : neighbours, n + 1)),
    ...Array.from({ length: many(4) }, (_, n) => pick(fans, n)),
    ...others(old.state.blocks.values(), 'to').slice(0, 1),
    ...others(old.state.mutes.values(), 'to').slice(0, 1),
  ];
  noted.forEach((other, index) => {
    const id = nextId(old);
    old.state.notes.set(id, { id, from: ada.id, to: other.id, comment: index % 3 === 0 ? `Met at the fair,\nknows "looms" & <cards>, ${index}` : `A note about ${other.username}` });
  });
  for (let n = 0; n < 3; n++) {
    const asker = createLocal(there, { username: `asker_${n}` });
    const rows = [{ where: there, from: asker, to: me }, { where: old, from: createCopy(old, there, asker), to: ada }];
    rows.forEach(({ where, from, to }) => request(where, from, to));
  }
  for (let n = 0; n < 2; n++) {
    const asked = createLocal(there, { username: `silent_${n}`, locked: true });
    request(old, ada, createCopy(old, there, asked));
    request(there, me, asked);
  }

  function request(where: typeof old, from: Account, to: Account): void {
    const id = nextId(where);
    where.state.followRequests.set(id, { id, from: from.id, to: to.id, reblogs: true, notify: false, languages: null, createdAt: where.clock.now() - 30 * day });
  }
}
