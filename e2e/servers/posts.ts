import type { Account, Instance } from './model';
import type { Media, Status } from './records';
import { between, nextId } from './state';

/** Makes a post of `author`, with what is said and defaults for the rest. */
export function createStatus(instance: Instance, author: Account, input: Partial<Status>): Status {
  const id = input.id ?? nextId(instance);
  const activity = input.reblogOf == null ? '' : '/activity';
  const uri = `${author.uri}/statuses/${id}${activity}`;
  const status: Status = {
    id, uri, url: input.reblogOf == null ? `${author.url}/${id}` : uri, accountId: author.id, content: '', html: false, visibility: 'public', createdAt: instance.clock.now(), editedAt: null,
    inReplyToId: null, reblogOf: null, language: 'en', spoiler: '', sensitive: false, mentions: [], tags: [], mediaIds: [], poll: null, pinned: false, ...input,
  };
  instance.state.statuses.set(id, status);
  return status;
}

/** The copy of another server's post, by an author whose copy is known here. */
export function copyStatus(instance: Instance, original: Status, author: Account, change: Partial<Status> = {}): Status {
  return createStatus(instance, author, { ...original, id: nextId(instance), accountId: author.id, ...change });
}

/** May this person, or a stranger, see the post? */
export function maySee(instance: Instance, viewer: Account | null, status: Status): boolean {
  if (viewer?.id === status.accountId) return true;
  const author = instance.state.accounts.get(status.accountId);
  if (!author || author.suspended) return false;
  if (viewer && [...instance.state.blocks.values()].some((row) => row.from === author.id && row.to === viewer.id)) return false;
  if (status.visibility === 'public' || status.visibility === 'unlisted') return true;
  if (!viewer) return false;
  return status.mentions.includes(viewer.id) || (status.visibility === 'private' && between(instance.state.follows, viewer.id, author.id) !== undefined);
}

/** Where a file of a post is found. With object storage the path has no prefix. */
export function mediaUrl(instance: Instance, media: Media, size: 'original' | 'small' = 'original'): string {
  const path = media.path.replace('/original/', `/${size}/`);
  return `${instance.mediaOrigin}/${instance.options.objectStorage ? '' : 'system/'}${path}`;
}

/** Stores a picture for a post under a path as Mastodon's (facts D). */
export function createMedia(instance: Instance, author: Account, input: Pick<Media, 'bytes' | 'width' | 'height' | 'description'> & Partial<Media>): Media {
  const id = nextId(instance);
  const parts = id.padStart(9, '0').match(/.{3}/g)?.join('/') ?? id;
  const name = (BigInt(id) * 0x9e3779b97f4a7c15n % 0x10000000000000000n).toString(16).padStart(16, '0');
  const media: Media = { id, accountId: author.id, type: 'image', contentType: 'image/png', path: `media_attachments/files/${parts}/original/${name}.png`, missing: false, servedType: null, ...input };
  instance.state.media.set(id, media);
  return media;
}
