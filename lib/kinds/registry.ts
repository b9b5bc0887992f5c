import type { KindId } from '@/lib/move/model';
import { blocks } from './blocks';
import { bookmarks } from './bookmarks';
import { domainBlocks } from './domainBlocks';
import { filters } from './filters';
import { followers } from './followers';
import { following } from './following';
import type { Kind } from './kind';
import { lists } from './lists';
import { mutes } from './mutes';
import { profile } from './profile';

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
];

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
  const carry = kind.carry;
  return {
    ...kind,
    rowKey: (row) => kind.rowKey(typed(row)),
    label: (row) => kind.label(typed(row)),
    account: (row) => kind.account(typed(row)),
    read: (gateway, cursor) => kind.read(gateway, cursor),
    carry: carry.by === 'importForm' ? { ...carry, toFile: (rows) => carry.toFile(rows.map(typed)) } : carry,
  };
}
