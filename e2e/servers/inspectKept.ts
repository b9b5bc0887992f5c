import type { Account, Instance } from './model';
import { mediaUrl } from './posts';
import type { Preferences, Status, Visibility } from './records';

export interface PostSeen {
  uri: string;
  visibility: Visibility;
  content: string;
  spoiler: string;
  /** URI of the boosted post. */
  boostOf: string | null;
  replyTo: string | null;
  pinned: boolean;
  poll: string[];
  media: { url: string; description: string | null; missing: boolean; bytes: Uint8Array }[];
}

/** The true state of what only a complete backup holds. Oldest first. Reads only. */
export interface KeptInspector {
  favourites(username: string): string[];
  notifications(username: string): { id: string; type: string; from: string; status: string | null }[];
  /** With their direct posts, oldest first. */
  conversations(username: string): { id: string; unread: boolean; accounts: string[]; posts: { uri: string; from: string; content: string }[] }[];
  scheduled(username: string): { text: string; scheduledAt: number; visibility: Visibility }[];
  followedTags(username: string): string[];
  featuredTags(username: string): string[];
  endorsed(username: string): string[];
  notes(username: string): { acct: string; comment: string }[];
  /** Those who have asked to follow and wait. */
  requestsIn(username: string): string[];
  /** All own posts, boosts and direct ones too. */
  posts(username: string): PostSeen[];
  pinned(username: string): string[];
  preferences(username: string): Preferences & { visibility: string; sensitive: boolean; language: string | null };
  listSettings(username: string): { title: string; repliesPolicy: string; exclusive: boolean }[];
  /** Changes asked for by API since the start, as `METHOD /path` and what became of them. */
  writes(): { line: string; status: number; at: number }[];
  collections(username: string): { name: string; members: string[] }[];
  /** As `mutes`, with the end; apart from it, as ends do not travel. */
  mutesUntil(username: string): { acct: string; notifications: boolean; expiresAt: number | null }[];
}

/** Readers of `Inspector` for posts and what people keep. */
export function keptInspector(instance: Instance, me: (username: string) => Account, name: (id: string) => string): KeptInspector {
  const { state } = instance;
  const uri = (id: string | null) => (id === null ? null : (state.statuses.get(id)?.uri ?? null));
  const of = <Row extends { accountId: string }>(rows: Map<string, Row>, username: string) => [...rows.values()].filter((row) => row.accountId === me(username).id);
  const from = <Row extends { from: string }>(rows: Map<string, Row>, username: string) => [...rows.values()].filter((row) => row.from === me(username).id);
  const own = (username: string) => state.statuses.of('account', me(username).id);
  const seen = (status: Status): PostSeen => ({
    uri: status.uri,
    visibility: status.visibility,
    content: status.content,
    spoiler: status.spoiler,
    boostOf: uri(status.reblogOf),
    replyTo: uri(status.inReplyToId),
    pinned: status.pinned,
    poll: status.poll?.options.map((option) => option.title) ?? [],
    media: status.mediaIds.flatMap((id) => {
      const media = state.media.get(id);
      return media ? [{ url: mediaUrl(instance, media), description: media.description, missing: media.missing, bytes: media.bytes }] : [];
    }),
  });
  return {
    favourites: (username) => state.favourites.of('account', me(username).id).flatMap((row) => uri(row.statusId) ?? []),
    notifications: (username) => state.notifications.of('account', me(username).id).map((row) => ({ id: row.id, type: row.type, from: name(row.fromId), status: uri(row.statusId) })),
    conversations: (username) =>
      of(state.conversations, username).map((row) => ({
        id: row.id,
        unread: row.unread,
        accounts: row.others.map(name),
        posts: row.statusIds.flatMap((id) => state.statuses.get(id) ?? []).map((status) => ({ uri: status.uri, from: name(status.accountId), content: status.content })),
      })),
    scheduled: (username) => of(state.scheduled, username).map(({ text, scheduledAt, visibility }) => ({ text, scheduledAt, visibility })),
    followedTags: (username) => of(state.tagFollows, username).map((row) => row.name),
    featuredTags: (username) => of(state.featuredTags, username).map((row) => row.name),
    endorsed: (username) => from(state.endorsements, username).map((row) => name(row.to)),
    notes: (username) => state.notes.of('from', me(username).id).map((row) => ({ acct: name(row.to), comment: row.comment })),
    requestsIn: (username) => [...state.followRequests.values()].filter((row) => row.to === me(username).id).map((row) => name(row.from)),
    posts: (username) => own(username).map(seen),
    pinned: (username) => own(username).filter((status) => status.pinned).map((status) => status.uri),
    preferences: (username) => {
      const user = state.users.get(me(username).id);
      if (!user) throw new Error(`${username} is no user`);
      return { ...user.preferences, visibility: user.defaultPrivacy, sensitive: user.defaultSensitive, language: user.defaultLanguage };
    },
    listSettings: (username) => of(state.lists, username).map(({ title, repliesPolicy, exclusive }) => ({ title, repliesPolicy, exclusive })),
    writes: () => instance.seen.filter((one) => !['GET', 'OPTIONS'].includes(one.method) && /^\/api\/v\d\/(?!apps)/.test(one.path)).map((one) => ({ line: `${one.method} ${one.path}`, status: one.status, at: one.at })),
    collections: (username) => of(state.collections, username).map((row) => ({ name: row.name, members: row.items.map((item) => name(item.accountId)) })),
    mutesUntil: (username) => from(state.mutes, username).map((row) => ({ acct: name(row.to), notifications: row.notifications, expiresAt: row.expiresAt })),
  };
}
