import { randomBytes } from 'node:crypto';
import { TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { contentHtml } from './api/html';
import { actorDocument } from './federation';
import type { Account, ArchiveRow, Instance } from './model';
import { mediaUrl } from './posts';
import type { Status } from './records';
import { fullAcct, nextId } from './state';

const everybody = 'https://www.w3.org/ns/activitystreams#Public';
const context = ['https://www.w3.org/ns/activitystreams', { ostatus: 'http://ostatus.org#', sensitive: 'as:sensitive', toot: 'http://joinmastodon.org/ns#', blurhash: 'toot:blurhash', Hashtag: 'as:Hashtag', votersCount: 'toot:votersCount' }];

/** The zip file that Mastodon makes of an account (facts D). Files that are lost are left out without a word. */
export async function archiveZip(instance: Instance, account: Account): Promise<Uint8Array> {
  const { state } = instance;
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  const json = (name: string, value: unknown) => zip.add(name, new TextReader(JSON.stringify(value)));
  const statuses = [...state.statuses.of('account', account.id)];
  const items = statuses.flatMap((status) => activity(instance, account, status));
  await json('outbox.json', { '@context': context, id: 'outbox.json', type: 'OrderedCollection', totalItems: items.length, orderedItems: items });
  for (const status of statuses) {
    for (const id of status.mediaIds) {
      const media = state.media.get(id);
      if (media && !media.missing) await zip.add(media.path, new Uint8ArrayReader(media.bytes));
    }
  }
  const uris = (rows: readonly { statusId: string }[]) => rows.flatMap((row) => state.statuses.get(row.statusId)?.uri ?? []);
  const collection = (id: string, orderedItems: string[]) => json(id, { '@context': 'https://www.w3.org/ns/activitystreams', id, type: 'OrderedCollection', orderedItems });
  await collection('likes.json', uris(state.favourites.of('account', account.id)));
  await collection('bookmarks.json', uris(state.bookmarks.of('account', account.id)));
  const actor = actorDocument(instance, account);
  for (const [part, key] of [['avatar', 'icon'], ['header', 'image']] as const) {
    const image = account[part];
    if (!image) continue;
    const name = `${part}.${image.type === 'image/jpeg' ? 'jpg' : (image.type.split('/')[1] ?? 'png')}`;
    actor[key] = { type: 'Image', mediaType: image.type, url: name };
    await zip.add(name, new Uint8ArrayReader(image.bytes));
  }
  await json('actor.json', { ...actor, outbox: 'outbox.json', likes: 'likes.json', bookmarks: 'bookmarks.json' });
  return zip.close();
}

/** Asks for an archive: made later, and older ones go then. */
export function requestArchive(instance: Instance, account: Account): void {
  const { archives } = instance.state;
  const archive: ArchiveRow = { id: nextId(instance), accountId: account.id, createdAt: instance.clock.now(), processed: false, fileName: '', bytes: null };
  archives.set(archive.id, archive);
  instance.clock.after(120_000, async () => {
    archive.bytes = await archiveZip(instance, account);
    archive.fileName = `archive-${new Date(instance.clock.now()).toISOString().replace(/\D/g, '').slice(0, 14)}-${randomBytes(16).toString('hex')}.zip`;
    archive.processed = true;
    for (const other of [...archives.values()]) if (other.accountId === account.id && other.id !== archive.id) archives.delete(other.id);
  });
}

function activity(instance: Instance, account: Account, status: Status): Record<string, unknown>[] {
  const published = new Date(status.createdAt).toISOString();
  const head = { actor: account.uri, published, ...audience(instance, account, status) };
  if (status.reblogOf !== null) {
    const boosted = instance.state.statuses.get(status.reblogOf);
    return boosted ? [{ id: status.uri, type: 'Announce', ...head, object: boosted.uri }] : [];
  }
  return [{ id: `${status.uri}/activity`, type: 'Create', ...head, object: note(instance, account, status) }];
}

function audience(instance: Instance, account: Account, status: Status): { to: string[]; cc: string[] } {
  const mentioned = status.mentions.flatMap((id) => instance.state.accounts.get(id)?.uri ?? []);
  const followers = `${account.uri}/followers`;
  if (status.visibility === 'public') return { to: [everybody], cc: [followers, ...mentioned] };
  if (status.visibility === 'unlisted') return { to: [followers], cc: [everybody, ...mentioned] };
  return status.visibility === 'private' ? { to: [followers], cc: mentioned } : { to: mentioned, cc: [] };
}

function note(instance: Instance, account: Account, status: Status): Record<string, unknown> {
  const { state } = instance;
  const parent = status.inReplyToId === null ? undefined : state.statuses.get(status.inReplyToId);
  const content = contentHtml(instance, status);
  return {
    id: status.uri,
    type: status.poll ? 'Question' : 'Note',
    summary: status.spoiler === '' ? null : status.spoiler,
    inReplyTo: parent?.uri ?? null,
    published: new Date(status.createdAt).toISOString(),
    ...(status.editedAt === null ? {} : { updated: new Date(status.editedAt).toISOString() }),
    url: status.url,
    attributedTo: account.uri,
    ...audience(instance, account, status),
    sensitive: status.sensitive,
    content,
    contentMap: { [status.language]: content },
    attachment: status.mediaIds.flatMap((id) => {
      const media = state.media.get(id);
      // The path of the file's address; where files lie under /system/ that is cut off.
      return media ? [{ type: 'Document', mediaType: media.contentType, url: new URL(mediaUrl(instance, media)).pathname.replace(/^\/system\//, ''), name: media.description, width: media.width, height: media.height }] : [];
    }),
    tag: [
      ...status.mentions.flatMap((id) => {
        const other = state.accounts.get(id);
        return other ? [{ type: 'Mention', href: other.uri, name: `@${fullAcct(instance, other)}` }] : [];
      }),
      ...status.tags.map((name) => ({ type: 'Hashtag', href: `${instance.web}/tags/${encodeURIComponent(name)}`, name: `#${name}` })),
    ],
    ...(status.poll ? { [status.poll.multiple ? 'anyOf' : 'oneOf']: status.poll.options.map((option) => ({ type: 'Note', name: option.title, replies: { type: 'Collection', totalItems: option.votes } })) } : {}),
  };
}
