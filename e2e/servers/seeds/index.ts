import type { Account, Instance } from '../model';
import { copyStatus, createStatus } from '../posts';
import { endMute } from '../relations';
import { createCopy, createLocal, nextId } from '../state';
import { seedKept, seedPrivate } from './kept';
import { seedConversations, seedNotifications, seedPosts } from './life';
import { picture } from './picture';

/** What a seed promises: which rows of the old account cannot reach the new one, and why; which wait for somebody. */
export interface SeedReport {
  notCarried: { kind: string; label: string; reason: string }[];
  waiting: { kind: string; label: string; reason: string }[];
  /** Followers who come along by themselves, and those whose servers do not follow a Move. */
  movers: string[];
  stayers: string[];
}

type At = (name: string) => Instance;

/** Fills a world: `ada` with a life on OLD, `bob` and a password-less `sso` beside her; `ada` and `eve` on NEW, empty. */
export function seedWorld(at: At, size: 'normal' | 'small'): SeedReport {
  const [old, next] = [at('old'), at('new')];
  const report: SeedReport = { notCarried: [], waiting: [], movers: [], stayers: [] };
  if (old.options.software !== 'mastodon' || next.options.software !== 'mastodon') return report;
  const ada = createLocal(old, {
    username: 'ada',
    email: 'ada@old.example',
    password: 'correct horse old',
    displayName: 'Ada Lovelace',
    note: 'Writes about engines & poetry.\nTea, not coffee.',
    fields: [{ name: 'Pronouns', value: 'she/her' }, { name: 'Site', value: 'https://ada.example' }, { name: 'City', value: 'London' }],
  });
  ada.avatar = { type: 'image/png', bytes: picture(64, 64, [214, 140, 69], [125, 80, 40]), url: `${old.mediaOrigin}/accounts/avatars/ada.png` };
  ada.header = { type: 'image/png', bytes: picture(120, 40, [90, 60, 40], [230, 190, 140]), url: `${old.mediaOrigin}/accounts/headers/ada.png` };
  createLocal(old, { username: 'bob', email: 'bob@old.example', password: 'correct horse bob', displayName: 'Bob' });
  createLocal(old, { username: 'sso', email: 'sso@old.example', password: null, displayName: 'No Password' });
  createLocal(next, { username: 'ada', email: 'ada@new.example', password: 'correct horse new', numericUri: true });
  createLocal(next, { username: 'eve', email: 'eve@new.example', password: 'correct horse eve', displayName: 'Eve' });
  // A newcomer of a server that blocks another one.
  next.state.suspendedDomains.add(at('blocked').domain);

  const scale = size === 'small' ? 10 : 1;
  const many = (count: number) => Math.max(2, Math.round(count / scale));
  const people = seedFollows(at, ada, many, report);
  seedFollowers(at, ada, many, report);
  seedLists(old, ada, people, report);
  seedBlocks(at, ada, many);
  seedBookmarks(at, ada, many, report);
  seedFilters(old, ada);
  const company = { friends: people.fine.filter((account) => account.domain === at('friends').domain), neighbours: people.fine.filter((account) => account.domain === null) };
  const posts = seedPosts(at, ada, company, many);
  seedConversations(at, ada, company, many);
  seedNotifications(old, ada, company, posts, many);
  seedKept(at, ada, company, many);
  // How one reads is on a settings page alone.
  for (const label of ['reading:expand:media = show_all', 'reading:expand:spoilers = true', 'reading:autoplay:gifs = true']) report.notCarried.push({ kind: 'preferences', label, reason: 'noApi' });
  seedPrivate(at, ada, company, many);
  return report;
}

/** Something that the old account did before this story begins. */
export function seedPast(old: Instance, past: 'redirected' | 'moved' | 'cooldown'): void {
  const ada = [...old.state.accounts.values()].find((account) => account.username === 'ada' && account.domain === null);
  const bob = [...old.state.accounts.values()].find((account) => account.username === 'bob');
  if (!ada || !bob) return;
  if (past !== 'cooldown') ada.movedToUri = bob.uri;
  const id = nextId(old);
  if (past !== 'redirected') old.state.migrations.set(id, { id, accountId: ada.id, targetAccountId: bob.id, acct: 'bob', followersCount: 12, createdAt: old.clock.now() - 10 * 86_400_000 });
}

interface People {
  fine: Account[];
  dead: Account;
  moved: Account;
}

function seedFollows(at: At, ada: Account, many: (count: number) => number, report: SeedReport): People {
  const old = at('old');
  const no = (label: Account, reason: string) => report.notCarried.push({ kind: 'following', label: `@${label.username}@${label.domain ?? old.domain}`, reason });
  const fine: Account[] = [];
  for (let n = 0; n < many(220); n++) fine.push(remote(at('friends'), old, { username: `friend_${n}`, displayName: `Friend ${n}` }));
  for (let n = 0; n < many(70); n++) fine.push(createLocal(old, { username: `neighbour_${n}`, displayName: `Neighbour ${n}` }));
  for (let n = 0; n < many(20); n++) fine.push(remote(at('new'), old, { username: `local_${n}`, displayName: `Local ${n}` }));
  fine.forEach((account, index) => {
    followRow(old, ada, account, { reblogs: index % 17 !== 0, notify: index % 23 === 0, languages: index % 29 === 0 ? ['en', 'de'] : null });
  });
  const locked = Array.from({ length: many(10) }, (_, n) => remote(at('friends'), old, { username: `locked_${n}`, locked: true }));
  for (const account of locked) {
    followRow(old, ada, account);
    report.waiting.push({ kind: 'following', label: `@${account.username}@${account.domain ?? ''}`, reason: 'waitsForApproval' });
  }
  const dead = Array.from({ length: many(8) }, (_, n) => remote(at('dead'), old, { username: `gone_${n}` }));
  for (const account of dead) {
    followRow(old, ada, account);
    no(account, 'notFound');
  }
  const blocked = Array.from({ length: many(4) }, (_, n) => remote(at('blocked'), old, { username: `shunned_${n}` }));
  for (const account of blocked) {
    followRow(old, ada, account);
    no(account, 'serverBlocked');
  }
  const target = createLocal(at('friends'), { username: 'mover_new' });
  // A server that knows where somebody has moved to has fetched that account.
  createCopy(old, at('friends'), target);
  const movers = Array.from({ length: many(6) }, (_, n) => {
    const origin = createLocal(at('friends'), { username: `mover_${n}`, movedToUri: target.uri });
    return createCopy(old, at('friends'), origin);
  });
  for (const account of movers) {
    followRow(old, ada, account);
    no(account, 'hasMoved');
  }
  const self = [...at('new').state.accounts.values()].find((account) => account.username === 'ada');
  if (self) {
    const copy = createCopy(old, at('new'), self);
    followRow(old, ada, copy);
    no(copy, 'isYourself');
  }
  const first = <T,>(list: T[]): T => {
    const found = list[0];
    if (found === undefined) throw new Error('seed is empty');
    return found;
  };
  return { fine, dead: first(dead), moved: first(movers) };
}

function seedFollowers(at: At, ada: Account, many: (count: number) => number, report: SeedReport): void {
  const old = at('old');
  const add = (home: Instance, username: string, comes: boolean) => {
    const original = createLocal(home, { username });
    const follower = home === old ? original : createCopy(old, home, original);
    followRow(old, follower, ada);
    if (home !== old) followRow(home, original, createCopy(home, old, ada));
    (comes ? report.movers : report.stayers).push(`${username}@${home.domain}`);
  };
  for (let n = 0; n < many(60); n++) add(at('friends'), `fan_${n}`, true);
  for (let n = 0; n < many(30); n++) add(old, `oldfan_${n}`, true);
  for (let n = 0; n < many(20); n++) add(at('new'), `newfan_${n}`, true);
  for (let n = 0; n < many(8); n++) add(at('ignores'), `stayer_${n}`, false);
  for (let n = 0; n < many(2); n++) add(at('dead'), `ghost_${n}`, false);
}

function seedLists(old: Instance, ada: Account, people: People, report: SeedReport): void {
  const titles = ['Friends', 'Science, "serious"', 'News', 'Zeitung für alle', 'Art'];
  titles.forEach((title, index) => {
    const members = people.fine.slice(index * 2, index * 2 + 6).map((account) => account.id);
    if (index === 0) members.push(people.dead.id, people.moved.id);
    const id = nextId(old);
    old.state.lists.set(id, { id, accountId: ada.id, title, repliesPolicy: index === 2 ? 'none' : 'list', exclusive: index === 3, members });
  });
  const acct = (account: Account) => `@${account.username}@${account.domain ?? old.domain}`;
  report.notCarried.push({ kind: 'lists', label: `Friends: ${acct(people.dead)}`, reason: 'notFound' }, { kind: 'lists', label: `Friends: ${acct(people.moved)}`, reason: 'hasMoved' });
  // An empty list is in no file that Mastodon imports: the API alone makes it.
  const id = nextId(old);
  old.state.lists.set(id, { id, accountId: ada.id, title: 'Empty', repliesPolicy: 'list', exclusive: false, members: [] });
}

function seedBlocks(at: At, ada: Account, many: (count: number) => number): void {
  const old = at('old');
  for (let n = 0; n < many(40); n++) {
    const other = remote(at('friends'), old, { username: `spammer_${n}` });
    const id = nextId(old);
    old.state.blocks.set(id, { id, from: ada.id, to: other.id, createdAt: old.clock.now() });
  }
  for (let n = 0; n < many(25); n++) {
    const other = remote(at('friends'), old, { username: `loud_${n}` });
    const id = nextId(old);
    old.state.mutes.set(id, { id, from: ada.id, to: other.id, notifications: n % 3 !== 0, expiresAt: n < 2 ? old.clock.now() + (20 + n * 70) * 86_400_000 : null, createdAt: old.clock.now() });
    endMute(old, id);
  }
  for (let n = 0; n < many(12); n++) {
    const id = nextId(old);
    old.state.domainBlocks.set(id, { id, accountId: ada.id, domain: `spam-${n}.example`, createdAt: old.clock.now() });
  }
}

function seedBookmarks(at: At, ada: Account, many: (count: number) => number, report: SeedReport): void {
  const [old, friends] = [at('old'), at('friends')];
  const author = createLocal(friends, { username: 'author' });
  const authorCopy = createCopy(old, friends, author);
  const bookmark = (statusId: string) => {
    const id = nextId(old);
    old.state.bookmarks.set(id, { id, accountId: ada.id, statusId });
  };
  for (let n = 0; n < many(60); n++) {
    const original = createStatus(friends, author, { content: `Worth keeping ${n}` });
    bookmark(copyStatus(old, original, authorCopy).id);
  }
  for (let n = 0; n < many(3); n++) {
    const uri = `${author.uri}/statuses/deleted-${n}`;
    bookmark(createStatus(old, authorCopy, { uri, url: uri, content: 'Deleted since' }).id);
    report.notCarried.push({ kind: 'bookmarks', label: uri, reason: 'postNotFound' });
  }
}

function seedFilters(old: Instance, ada: Account): void {
  const words = ['spoilers', 'election', 'crypto', 'football', 'spiders', 'weather'];
  words.forEach((word, index) => {
    const id = nextId(old);
    old.state.filters.set(id, {
      id,
      accountId: ada.id,
      title: `No ${word}`,
      context: index % 2 === 0 ? ['home', 'notifications'] : ['home', 'public', 'thread'],
      action: index % 3 === 0 ? 'hide' : 'warn',
      expiresAt: null,
      keywords: [{ id: nextId(old), keyword: word, wholeWord: index % 2 === 0 }],
      statuses: [],
    });
  });
}

function remote(home: Instance, old: Instance, input: Parameters<typeof createLocal>[1]): Account {
  return createCopy(old, home, createLocal(home, input));
}

/** Makes one account of a double follow another, without a word to anybody. */
export function followRow(instance: Instance, from: Account, to: Account, options: { reblogs?: boolean; notify?: boolean; languages?: string[] | null } = {}): void {
  const id = nextId(instance);
  instance.state.follows.set(id, { id, from: from.id, to: to.id, reblogs: options.reblogs ?? true, notify: options.notify ?? false, languages: options.languages ?? null, createdAt: instance.clock.now() });
}
