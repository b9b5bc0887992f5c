import type { KindId } from './model';

/** What is to be expected of a row of the backup on the new account. Words under `compare.outlook.<code>`. */
export const outlooks = ['add', 'unread', 'asks', 'limited', 'there', 'left', 'leftFollow', 'moved', 'double', 'self', 'serverBlocked', 'followLimit', 'listLimit', 'badDomain', 'needs46', 'otherThere'] as const;
export type Outlook = (typeof outlooks)[number];

/** Outlooks in the three columns that a person reads, and what was left behind. */
export const outlookGroups = {
  there: ['there'],
  comes: ['add', 'unread', 'asks', 'limited'],
  cannot: ['moved', 'double', 'self', 'serverBlocked', 'followLimit', 'listLimit', 'badDomain', 'needs46', 'otherThere'],
  left: ['left', 'leftFollow'],
} as const satisfies Record<string, readonly Outlook[]>;
export type OutlookGroup = keyof typeof outlookGroups;

/** What a comparison needs to know of a row. `place` counts from 0 in the backup's own order. */
export interface RowFacts {
  place: number;
  key: string;
  /** Account that the row is about. */
  acct: string | null;
  /** Title of the list that it belongs to. */
  title: string | null;
  /** Server that has to answer for it to arrive. */
  domain: string | null;
  locked: boolean;
  movedTo: string | null;
  /** The file leaves it out, since the import would stop at it. */
  unfit: boolean;
}

/** What the comparison of one kind rests on. */
export interface Terrain {
  kind: KindId;
  /** Acct of the new account. */
  self: string;
  /** The new server takes this kind at all. */
  importable: boolean;
  /** By a row's key: the new account has something else in its place, which stays. */
  otherThere(key: string): boolean;
  /** The new account's own rows are known; else what comes may be there already. */
  read: boolean;
  /** Keys that the person leaves behind; `all` = the whole kind, `withFollow` = those of the keys that stay behind with a follow. */
  left: { all: boolean; keys: ReadonlySet<string>; withFollow: ReadonlySet<string>; replaced: ReadonlyMap<string, string> };
  /** What the new server does with a domain; domains that are not in it are in order. */
  blocks: ReadonlyMap<string, 'suspend' | 'silence'>;
  /** How many more the new account may follow, and how many more lists it may have; null = no matter here. */
  room: { follows: number | null; lists: number | null };
  /** Titles of the lists that the new account has. */
  titles: ReadonlySet<string>;
  /** The key of a row when another account takes its account's place. */
  keyWith(row: RowFacts, acct: string): string;
  /** Those of the keys that the backup has, and those that the new account has. */
  known(keys: readonly string[]): Promise<{ mine: ReadonlySet<string>; there: ReadonlySet<string> }>;
}

/** One kind compared: an outlook for every row, as its place in `outlooks`, and how many there are of each. */
export interface Comparison {
  kind: KindId;
  byPlace: Uint8Array;
  counts: Record<Outlook, number>;
}

/** Kinds whose accounts are followed on the way: one that has moved cannot be, and one on a limited server is worth a look. */
const follows: readonly KindId[] = ['following', 'lists', 'featuredAccounts'];
const codes = Object.fromEntries(outlooks.map((outlook, index) => [outlook, index])) as Record<Outlook, number>;
const coming: readonly Outlook[] = outlookGroups.comes;

/**
 * Compares a kind of the backup, page by page in any order, with the keys that the new account has: of `total` rows
 * nothing is kept but one byte each. Every row gets exactly one outlook. Pure but for the reading.
 */
export async function compare(terrain: Terrain, total: number, mine: AsyncIterable<readonly RowFacts[]>, there: ReadonlySet<string>): Promise<Comparison> {
  const byPlace = new Uint8Array(total);
  const elsewhere: { row: RowFacts; acct: string; chosen: boolean }[] = [];
  const firstOf = new Map<string, number>();
  const listRows: [place: number, title: string][] = [];
  for await (const page of mine) {
    for (const row of page) {
      const has = there.has(row.key);
      const replacement = terrain.left.replaced.get(row.key);
      const found = has ? 'there' : outlookOf(terrain, row, row.acct);
      if (!has && !terrain.left.all && replacement !== undefined) elsewhere.push({ row, acct: replacement, chosen: true });
      else if (found === 'moved' && row.movedTo !== null) elsewhere.push({ row, acct: row.movedTo, chosen: false });
      byPlace[row.place] = codes[found];
      if (terrain.room.lists !== null && row.title !== null && found !== 'left' && found !== 'leftFollow' && !terrain.titles.has(row.title)) {
        firstOf.set(row.title, Math.min(row.place, firstOf.get(row.title) ?? row.place));
        listRows.push([row.place, row.title]);
      }
    }
  }
  await judgeElsewhere(terrain, byPlace, elsewhere);
  if (terrain.room.follows !== null) keepWithin(byPlace, terrain.room.follows, 'followLimit');
  if (terrain.room.lists !== null) {
    const fit = new Set([...firstOf].sort((a, b) => a[1] - b[1]).slice(0, terrain.room.lists).map(([title]) => title));
    for (const [place, title] of listRows) if (!fit.has(title)) byPlace[place] = codes.listLimit;
  }
  return { kind: terrain.kind, byPlace, counts: countOutlooks(byPlace) };
}

/** The places of the rows with one of these outlooks, in the backup's order. */
export function placesOf(comparison: Comparison, wanted: readonly Outlook[]): number[] {
  const of = new Set(wanted.map((outlook) => codes[outlook]));
  const places: number[] = [];
  comparison.byPlace.forEach((code, place) => {
    if (of.has(code)) places.push(place);
  });
  return places;
}

/** The outlook of the row at a place. */
export function outlookAt(comparison: Comparison, place: number): Outlook {
  return outlooks[comparison.byPlace[place] ?? 0] ?? 'add';
}

/** Accounts that one may follow in all: 7,500, or 1.1 times one's followers. Source: mastodon v4.6.5, app/validators/follow_limit_validator.rb. */
export function followLimit(followers: number): number {
  return Math.max(7_500, followsFor(followers));
}

/** Follows that go with so many followers, beyond the limit for everybody. Source: as above. */
export function followsFor(followers: number): number {
  return Math.round(followers * 1.1);
}

/** Lists that an account may have. Source: mastodon v4.6.5, app/models/list.rb. */
export const listLimit = 50;

function outlookOf(terrain: Terrain, row: RowFacts, acct: string | null): Outlook {
  const { kind } = terrain;
  if (terrain.left.all || terrain.left.keys.has(row.key)) return !terrain.left.all && terrain.left.withFollow.has(row.key) ? 'leftFollow' : 'left';
  if (!terrain.importable) return 'needs46';
  if (row.unfit) return 'badDomain';
  if (terrain.otherThere(row.key)) return 'otherThere';
  if (acct !== null && acct === terrain.self) return 'self';
  const domain = acct === row.acct ? row.domain : domainPart(acct);
  const severity = domain === null ? undefined : terrain.blocks.get(domain);
  if (severity === 'suspend') return 'serverBlocked';
  if (follows.includes(kind) && acct === row.acct && row.movedTo !== null) return row.movedTo === terrain.self ? 'self' : 'moved';
  if (severity === 'silence' && follows.includes(kind)) return 'limited';
  if (!terrain.read) return 'unread';
  return row.locked && kind === 'following' && acct === row.acct ? 'asks' : 'add';
}

/** Accounts that are elsewhere now: the new one may be among the rows already, or on the new account. */
async function judgeElsewhere(terrain: Terrain, byPlace: Uint8Array, elsewhere: readonly { row: RowFacts; acct: string; chosen: boolean }[]): Promise<void> {
  const keys = elsewhere.map(({ row, acct }) => terrain.keyWith(row, acct));
  const { mine, there } = elsewhere.length === 0 ? { mine: new Set(), there: new Set() } : await terrain.known(keys);
  const taken = new Set<string>();
  elsewhere.forEach(({ row, acct, chosen }, index) => {
    const key = keys[index] ?? '';
    if (!chosen) {
      if (mine.has(key) || there.has(key)) byPlace[row.place] = codes.double;
      return;
    }
    const twice = mine.has(key) || taken.has(key);
    taken.add(key);
    byPlace[row.place] = codes[there.has(key) ? 'there' : twice ? 'double' : outlookOf(terrain, row, acct)];
  });
}

/** Of the rows that come, in order, only so many have room. */
function keepWithin(byPlace: Uint8Array, room: number, instead: Outlook): void {
  const comes = new Set(coming.map((outlook) => codes[outlook]));
  let taken = 0;
  byPlace.forEach((code, place) => {
    if (comes.has(code) && ++taken > room) byPlace[place] = codes[instead];
  });
}

function countOutlooks(byPlace: Uint8Array): Record<Outlook, number> {
  const numbers = new Array<number>(outlooks.length).fill(0);
  for (const code of byPlace) numbers[code] = (numbers[code] ?? 0) + 1;
  return Object.fromEntries(outlooks.map((outlook, index) => [outlook, numbers[index] ?? 0])) as Record<Outlook, number>;
}

function domainPart(acct: string | null): string | null {
  return acct?.split('@')[1] ?? null;
}
