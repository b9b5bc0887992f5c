import type { KindId } from './model';

/** What any visitor may read by the API of an account that has moved. */
const publicKinds: readonly KindId[] = ['followers'];
/** What its settings pages still give as files. Source: mastodon v4.6.5, app/controllers/settings/exports. */
const fileKinds: readonly KindId[] = ['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters'];

/** How a kind of an account can be read that had moved before anybody signed in to it: its API is closed to its owner. */
export function readableOf(kind: KindId): 'file' | 'public' | null {
  return fileKinds.includes(kind) ? 'file' : publicKinds.includes(kind) ? 'public' : null;
}
