import { cut, plain } from '@/lib/formats/text';
import type { KindId } from '@/lib/move/model';
import type { Kind } from './kind';
import type { Rest } from './rest';
import { blocks } from './blocks';
import { bookmarks } from './bookmarks';
import { collections } from './collections';
import { conversations } from './conversations';
import { domainBlocks } from './domainBlocks';
import { favourites } from './favourites';
import { featuredAccounts } from './featuredAccounts';
import { featuredTags } from './featuredTags';
import { filters } from './filters';
import { followedTags } from './followedTags';
import { followers } from './followers';
import { following } from './following';
import { lists } from './lists';
import { media } from './media';
import { mutes } from './mutes';
import { notes } from './notes';
import { notifications } from './notifications';
import { pinned } from './pinned';
import { posts } from './posts';
import { preferences } from './preferences';
import { profile } from './profile';
import { requestsReceived } from './requestsReceived';
import { requestsSent } from './requestsSent';
import { scheduledPosts } from './scheduledPosts';

/** Characters of a label; the row itself has the whole text. */
const longestLabel = 1000;

/** Every kind, in the order in which it is read and carried: lists after follows, since a list row follows its member. */
export const kinds: readonly Kind[] = [
  widen(profile),
  widen(following),
  widen(lists),
  widen(blocks),
  widen(mutes),
  widen(domainBlocks),
  widen(bookmarks),
  widen(filters),
  widen(followers),
  widen(followedTags),
  widen(featuredTags),
  widen(featuredAccounts),
  widen(collections),
  widen(preferences),
  widen(scheduledPosts),
  widen(notes),
  widen(requestsSent),
  widen(requestsReceived),
  widen(posts),
  widen(pinned),
  widen(conversations),
  widen(favourites),
  widen(notifications),
  widen(media),
];

/** Kinds that a move changes on the new account: what can be undone there from a backup of it. */
export const touched: readonly KindId[] = kinds.filter(({ carry }) => carry.by !== 'nothing').map((kind) => kind.id);

/** The kind of that id. */
export function kindById(id: KindId): Kind {
  const kind = kinds.find((candidate) => candidate.id === id);
  if (!kind) throw new Error(`unknown kind ${id}`);
  return kind;
}

/** Forgets a kind's row type: rows come back from storage as `unknown` and pass `parse` first. */
function widen<Row>(kind: Kind<Row>): Kind {
  const typed = (row: unknown): Row => {
    const parsed = kind.parse(row);
    if (parsed === null) throw new Error(`not a row of ${kind.id}`);
    return parsed;
  };
  const { carry, growsAtTop, rest } = kind;
  return {
    ...kind,
    rowKey: (row) => kind.rowKey(typed(row)),
    // What a server wrote is shown between our own words; none of it may turn them about or fill the page.
    label: (row) => cut(plain(kind.label(typed(row))), longestLabel),
    account: (row) => kind.account(typed(row)),
    ...(growsAtTop ? { growsAtTop: { version: (row: unknown) => growsAtTop.version?.(typed(row)) ?? '' } } : {}),
    carry: carry.by === 'importForm' ? { ...carry, toFile: (rows) => carry.toFile(rows.map(typed)), ...(carry.fits ? { fits: (row: unknown, now: number) => carry.fits?.(typed(row), now) ?? true } : {}) } : carry,
    rest: rest && widenRest(rest, typed),
  };
}

function widenRest<Row>(rest: Rest<Row>, typed: (row: unknown) => Row): Rest {
  const orNull = (there: unknown) => (there === null ? null : typed(there));
  return {
    ...rest,
    share: (row, apiVersion) => rest.share(typed(row), apiVersion),
    ...(rest.match ? { match: (row: unknown) => rest.match?.(typed(row)) ?? '' } : {}),
    done: (row, there, place) => rest.done(typed(row), typed(there), place),
    hurdle: (row, there, place) => rest.hurdle?.(typed(row), orNull(there), place) ?? null,
    lacks: (row, there) => rest.lacks?.(typed(row), there === null ? null : typed(there)) ?? null,
    plan: (row, there, place) => rest.plan(typed(row), orNull(there), place),
  };
}
