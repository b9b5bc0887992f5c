/** Records of posts, of what people keep of them, and of what is private to an account. */

export type Visibility = 'public' | 'unlisted' | 'private' | 'direct';

export interface Poll {
  id: string;
  options: { title: string; votes: number }[];
  expiresAt: number | null;
  multiple: boolean;
}
export interface Status {
  id: string;
  uri: string;
  url: string;
  accountId: string;
  /** Plain text of a local post; of a fetched one its HTML. */
  content: string;
  html: boolean;
  visibility: Visibility;
  createdAt: number;
  editedAt: number | null;
  inReplyToId: string | null;
  /** The boosted post; a boost has no content of its own. */
  reblogOf: string | null;
  language: string;
  spoiler: string;
  sensitive: boolean;
  mentions: string[];
  tags: string[];
  mediaIds: string[];
  poll: Poll | null;
  pinned: boolean;
}
/** A file of a post, on the media host. */
export interface Media {
  id: string;
  accountId: string;
  type: 'image';
  contentType: string;
  bytes: Uint8Array;
  width: number;
  height: number;
  description: string | null;
  /** Path on the media host without the storage's prefix: `media_attachments/files/…/original/….png`. */
  path: string;
  /** The record is there, its file is not. */
  missing: boolean;
  /** Content type told to those who fetch it, when it is not the true one. */
  servedType: string | null;
}
/** Bookmark or favourite. */
export interface Kept { id: string; accountId: string; statusId: string }
export type NotificationType = 'mention' | 'status' | 'reblog' | 'follow' | 'follow_request' | 'favourite' | 'poll' | 'update';
export interface Notification { id: string; accountId: string; type: NotificationType; fromId: string; statusId: string | null; createdAt: number; filtered?: boolean }
export interface Conversation { id: string; accountId: string; others: string[]; statusIds: string[]; unread: boolean }
export interface Scheduled { id: string; accountId: string; scheduledAt: number; text: string; visibility: Visibility; spoiler: string; sensitive: boolean; language: string | null; mediaIds: string[]; /** `Idempotency-Key` that it was made with, and when. */ key?: string | null; madeAt?: number }
export interface TagFollow { id: string; accountId: string; name: string }
export interface FeaturedTag { id: string; accountId: string; name: string; createdAt: number }
/** Two accounts of which one has said something about the other. */
export interface Endorsement { id: string; from: string; to: string }
export interface Note { id: string; from: string; to: string; comment: string }
export interface Collection {
  id: string;
  accountId: string;
  name: string;
  description: string;
  language: string | null;
  sensitive: boolean;
  discoverable: boolean;
  createdAt: number;
  updatedAt: number;
  items: { id: string; accountId: string; state: 'pending' | 'accepted'; createdAt: number }[];
}
export interface Announcement { id: string; content: string; startsAt: number | null; endsAt: number | null; publishedAt: number; readBy: string[] }
/** Reading and posting defaults of a user that the API shows (facts I.3, preferences). */
export interface Preferences {
  expandMedia: 'default' | 'show_all' | 'hide_all';
  expandSpoilers: boolean;
  autoplayGifs: boolean;
  quotePolicy: 'public' | 'followers' | 'nobody';
}
