import type { Account, Instance } from '../model';
import { copyStatus, createMedia, createStatus } from '../posts';
import type { NotificationType, Status } from '../records';
import { byUri, createCopy, nextId } from '../state';
import { picture } from './picture';

export type At = (name: string) => Instance;
export type Many = (count: number) => number;
/** Those whom ada follows: on the friends' server, and on her own. */
export interface Company {
  friends: Account[];
  neighbours: Account[];
}

const hour = 3_600_000;

/** The one at that place, counted round. */
export function pick<T>(list: T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('seed is empty');
  return found;
}

/** A post on another server with its copy on OLD; ids there and here differ. */
export function foreignPost(at: At, author: Account, input: Partial<Status>): Status {
  const [old, friends] = [at('old'), at('friends')];
  const original = byUri(friends, author.uri);
  if (!original) throw new Error(`nobody at ${author.uri}`);
  const there = createStatus(friends, original, { ...input, inReplyToId: null, mentions: [] });
  return copyStatus(old, there, author, { inReplyToId: input.inReplyToId ?? null, mentions: input.mentions ?? [] });
}

/** Ada's own posts: plain ones, a thread, boosts, a poll, warnings, a few for followers only, pictures. */
export function seedPosts(at: At, ada: Account, { friends, neighbours }: Company, many: Many): Status[] {
  const old = at('old');
  let time = old.clock.now() - 300 * 24 * hour;
  const at6h = () => (time += 6 * hour);
  const own = (input: Partial<Status>) => createStatus(old, ada, { createdAt: at6h(), ...input });
  const made: Status[] = [];
  for (let n = 0; n < many(10); n++) made.push(own({ content: n % 4 === 3 ? `Post number ${n} about #poetry\n\nMore at https://ada.example/essays/${n}/on-the-analytical-engine` : `Post number ${n}`, tags: n % 4 === 3 ? ['poetry'] : [], pinned: n === 0 }));
  const friend = pick(friends, 0);
  const acct = `@${friend.username}@${friend.domain ?? ''}`;
  const me = `@ada@${old.domain}`;
  let above = own({ content: 'Does anybody still use punched cards?' });
  made.push(above);
  for (const [index, text] of ['We do, every day', 'Which machine?', 'A loom, of course', 'Now I am jealous'].entries()) {
    above = index % 2 === 0
      ? foreignPost(at, friend, { content: `${me} ${text}`, inReplyToId: above.id, mentions: [ada.id], createdAt: at6h() })
      : own({ content: `${acct} ${text}`, inReplyToId: above.id, mentions: [friend.id] });
    if (index % 2 === 1) made.push(above);
  }
  for (let n = 0; n < 3; n++) {
    const boosted = n === 2 ? createStatus(old, pick(neighbours, 0), { content: 'From next door', createdAt: at6h() }) : foreignPost(at, pick(friends, n), { content: `Worth a boost ${n} <b>not bold</b>`, createdAt: at6h() });
    made.push(own({ reblogOf: boosted.id }));
  }
  made.push(own({ content: 'Tea or coffee?', poll: { id: nextId(old), options: [{ title: 'Tea', votes: 41 }, { title: 'Coffee', votes: 3 }], expiresAt: time + 48 * hour, multiple: false } }));
  for (let n = 0; n < 2; n++) made.push(own({ content: `The ending of chapter ${n}: "she left" & never came back`, spoiler: `Book talk ${n}`, sensitive: true, visibility: 'unlisted' }));
  for (let n = 0; n < 2; n++) made.push(own({ content: `For followers only ${n}`, visibility: 'private' }));
  const pictures = many(8);
  for (let n = 0; n < pictures; n++) {
    const mediaIds = Array.from({ length: n === 0 ? 2 : 1 }, (_, index) => seededPicture(old, ada, n * 2 + index, n === pictures - 1).id);
    made.push(own({ content: n === 1 ? '' : `Picture ${n} #engines`, tags: n === 1 ? [] : ['engines'], mediaIds, pinned: n === 0, editedAt: n === 0 ? time + hour : null, sensitive: n === 1 }));
  }
  return made;
}

/** Pictures differ; the last one's file is lost. One has no alt text, one has a long one. */
function seededPicture(old: Instance, ada: Account, n: number, missing: boolean) {
  const [width, height] = [48 + n * 8, 48];
  const description = n === 2 ? null : n === 1 ? `Drawing ${n}, "Note G".\n${'A table of numbers, line by line. '.repeat(20)}` : `Drawing number ${n} of the engine`;
  return createMedia(old, ada, { bytes: picture(width, height, [n * 20, 90, 160], [240, 200 - n * 10, 60]), width, height, description, missing });
}

/** Direct posts of both sides, each on both servers. One conversation has three people. */
export function seedConversations(at: At, ada: Account, { friends }: Company, many: Many): void {
  const old = at('old');
  createCopy(at('friends'), old, ada);
  for (let n = 0; n < many(4); n++) {
    const others = n === 1 ? [pick(friends, 1), pick(friends, 2)] : [pick(friends, n + 1)];
    const mentions = others.map((other) => `@${other.username}@${other.domain ?? ''}`).join(' ');
    const statusIds: string[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const inReplyToId = statusIds.at(-1) ?? null;
      const createdAt = old.clock.now() - (100 - n * 10 - turn) * hour;
      const theirs = { content: `@ada@${old.domain} secret ${n}.${turn}`, visibility: 'direct', mentions: [ada.id], inReplyToId, createdAt } as const;
      const mine = { content: `${mentions} secret ${n}.${turn}`, visibility: 'direct', mentions: others.map((other) => other.id), inReplyToId, createdAt } as const;
      statusIds.push((turn % 2 === n % 2 ? foreignPost(at, pick(others, turn), { ...theirs, mentions: [...theirs.mentions] }) : createStatus(old, ada, { ...mine, mentions: [...mine.mentions] })).id);
    }
    const id = nextId(old);
    old.state.conversations.set(id, { id, accountId: ada.id, others: others.map((other) => other.id), statusIds, unread: n === 0 });
  }
}

const types: NotificationType[] = ['mention', 'favourite', 'reblog', 'follow', 'favourite', 'poll', 'update', 'status', 'follow_request'];

/** What others did: a type after the other. */
export function seedNotifications(old: Instance, ada: Account, { friends, neighbours }: Company, posts: Status[], many: Many): void {
  const everybody = [...friends, ...neighbours];
  const mine = posts.filter((post) => post.reblogOf === null && post.visibility === 'public');
  const replies = mine.flatMap((post) => [...old.state.statuses.of('replyTo', post.id)]).filter((post) => post.accountId !== ada.id);
  const poll = posts.find((post) => post.poll !== null);
  for (let n = 0; n < many(60); n++) {
    const type = pick(types, n);
    const reply = pick(replies, n);
    const status = type === 'follow' || type === 'follow_request' ? null : type === 'poll' ? (poll ?? null) : type === 'favourite' || type === 'reblog' ? pick(mine, n) : reply;
    const from = status === reply ? reply.accountId : type === 'poll' ? ada.id : pick(everybody, n * 3).id;
    const id = nextId(old);
    old.state.notifications.set(id, { id, accountId: ada.id, type, fromId: from, statusId: status?.id ?? null, createdAt: old.clock.now() - (60 - n) * hour });
  }
}
