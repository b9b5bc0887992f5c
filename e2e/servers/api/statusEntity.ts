import type { Account, Instance } from '../model';
import { mediaUrl } from '../posts';
import type { Media, Poll, Status } from '../records';
import { acctOf, between } from '../state';
import { since } from '../version';
import { accountEntity } from './entities';
import { contentHtml } from './html';

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());

/** MediaAttachment entity; the alt text is its `description`. */
export function mediaEntity(instance: Instance, media: Media): Record<string, unknown> {
  const size = (width: number, height: number) => ({ width, height, size: `${width}x${height}`, aspect: width / height });
  return {
    id: media.id,
    type: media.type,
    url: mediaUrl(instance, media),
    preview_url: mediaUrl(instance, media, 'small'),
    remote_url: null,
    preview_remote_url: null,
    text_url: null,
    meta: { original: size(media.width, media.height), small: size(media.width, media.height), focus: { x: 0, y: 0 } },
    description: media.description,
    blurhash: 'UBL_:rOpGG-;~qRjayj[%MayM{ofIUt7f6ay',
  };
}

function pollEntity(instance: Instance, poll: Poll, viewer: Account | null): Record<string, unknown> {
  const votes = poll.options.reduce((sum, option) => sum + option.votes, 0);
  return {
    id: poll.id,
    expires_at: iso(poll.expiresAt),
    expired: poll.expiresAt !== null && poll.expiresAt <= instance.clock.now(),
    multiple: poll.multiple,
    votes_count: votes,
    voters_count: votes,
    options: poll.options.map((option) => ({ title: option.title, votes_count: option.votes })),
    emojis: [],
    ...(viewer ? { voted: true, own_votes: [] } : {}),
  };
}

/** Status entity as `viewer` sees it. A boost has no content of its own. */
export function statusEntity(instance: Instance, status: Status, viewer: Account | null = null): Record<string, unknown> {
  const { state } = instance;
  const account = state.accounts.get(status.accountId);
  const parent = status.inReplyToId === null ? undefined : state.statuses.get(status.inReplyToId);
  const boosted = status.reblogOf === null ? undefined : state.statuses.get(status.reblogOf);
  const own = viewer?.id === status.accountId;
  return {
    id: status.id,
    created_at: iso(status.createdAt),
    in_reply_to_id: status.inReplyToId,
    in_reply_to_account_id: parent?.accountId ?? null,
    sensitive: status.sensitive,
    spoiler_text: status.spoiler,
    visibility: status.visibility,
    language: status.language,
    uri: status.uri,
    url: status.url,
    replies_count: state.statuses.count('replyTo', status.id),
    reblogs_count: state.statuses.count('reblogOf', status.id),
    favourites_count: state.favourites.count('status', status.id),
    edited_at: iso(status.editedAt),
    ...(since(instance, '4.4') ? { quote: null } : {}),
    ...(since(instance, '4.5') ? { quotes_count: 0, quote_approval: { automatic: [], manual: [], current_user: 'denied' } } : {}),
    ...(viewer ? marks(instance, status, viewer) : {}),
    // Boosts and direct posts cannot be pinned; for others' posts there is no such field.
    ...(own && status.reblogOf === null && status.visibility !== 'direct' ? { pinned: status.pinned } : {}),
    content: contentHtml(instance, status),
    ...(viewer ? { filtered: [] } : {}),
    reblog: boosted ? statusEntity(instance, boosted, viewer) : null,
    ...(own ? { application: { name: 'Web', website: null } } : {}),
    account: account ? accountEntity(instance, account) : null,
    media_attachments: status.mediaIds.flatMap((id) => {
      const media = state.media.get(id);
      return media ? [mediaEntity(instance, media)] : [];
    }),
    mentions: status.mentions.flatMap((id) => {
      const other = state.accounts.get(id);
      return other ? [{ id, username: other.username, url: other.url, acct: acctOf(other) }] : [];
    }),
    tags: status.tags.map((name) => ({ name, url: `${instance.web}/tags/${encodeURIComponent(name)}` })),
    emojis: [],
    card: null,
    poll: status.poll ? pollEntity(instance, status.poll, viewer) : null,
  };
}

function marks(instance: Instance, status: Status, viewer: Account): Record<string, unknown> {
  const { state } = instance;
  const proper = status.reblogOf ?? status.id;
  return {
    favourited: between(state.favourites, viewer.id, proper) !== undefined,
    reblogged: state.statuses.of('reblogOf', proper).some((boost) => boost.accountId === viewer.id),
    muted: false,
    bookmarked: between(state.bookmarks, viewer.id, proper) !== undefined,
  };
}
