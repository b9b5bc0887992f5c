import type { KindId } from '@/lib/move/model';
import type { Rest } from './rest';

/**
 * One data kind: how it is read, written as a file that Mastodon imports, and verified. One file a kind; to add one
 * is to add a file and list it in `registry.ts`. Pure apart from the reading that is handed in.
 */
export interface Kind<Row = unknown> {
  id: KindId;
  /** Lowest `api_versions.mastodon` that can read it, 0 = all. */
  readableFrom: number;
  /** Stable over servers: lower-case acct, URI, domain, or a composite. */
  rowKey(row: Row): string;
  /** What a person calls the row. */
  label(row: Row): string;
  /** Acct of the account a row is about, null for kinds that are about something else. */
  account(row: Row): string | null;
  /** Parses a stored or imported row; throws never, null when it is not one. */
  parse(value: unknown): Row | null;
  /** Rows that the server's own counters promise, null when there is none. */
  expected(counters: Counters): number | null;
  /** Rows that one request of the API brings at most. For estimates. */
  pageSize: number;
  /**
   * New rows appear at the top and old ones stay as they are, so that reading may stop at a page that the last backup
   * has already; the rest comes from there. What has been deleted or changed further down since is then kept as it was:
   * only a list that was read to its end proves that a row is gone, and once in 30 days it is. `version` tells apart two
   * states of one row; without it a row never changes.
   */
  growsAtTop?: { version?(row: Row): string };
  /** Where rows come from, best first. Those of several are merged by row key. */
  sources: readonly Source<Row>[];
  /** Fields worth reading in a backup of these kinds; absent = all that any source gives. */
  wants?(chosen: ReadonlySet<KindId>): readonly string[];
  /** How it gets to the new account. */
  carry: Carry<Row>;
  /** What only the API can bring of it. */
  rest?: Rest<Row>;
}

/** What an account's own server counts. */
export interface Counters {
  followersCount: number;
  followingCount: number;
  statusesCount: number;
}

/** `csv` and `json` are the export files of the settings pages, `api` is the REST API. */
export type SourceId = 'csv' | 'json' | 'api';

/** One place that a kind can be read from. */
export interface Source<Row> {
  id: SourceId;
  /** Lowest `api_versions.mastodon` that has it, 0 = all. */
  from: number;
  /** Names of the row's fields that it fills. */
  gives: readonly string[];
  /** Reads one slice, from `cursor` (null = from the start). Throws `ApiError` or `UnreadableAnswer`. */
  read(reading: Reading, cursor: string | null): Promise<Page<Row>>;
  /** Rows that wait in a cursor and are stored nowhere yet: they are kept, as far as they are known, when the source is given up. */
  held?(cursor: string, domain: string): Row[];
}

/** One slice of rows and where to go on; `next` null = this source is complete. A row may lack fields that another source has filled. */
export interface Page<Row> {
  rows: Row[];
  next: string | null;
  /** Rows of another kind that came with the same answers. */
  also?: { kind: KindId; rows: { key: string; row: unknown }[] };
  /** Files that belong to the rows, stored with them. */
  files?: KeptFile[];
}

/** A file that was fetched, by its address. */
export interface KeptFile {
  url: string;
  blob: Blob;
}

export type Carry<Row> =
  | {
      by: 'importForm';
      /** `form_import[type]` of Mastodon's import page. */
      importType: 'following' | 'lists' | 'blocking' | 'muting' | 'domain_blocking' | 'bookmarks' | 'custom_filters';
      /** File name that Mastodon's own export uses, so that its type guess agrees. */
      fileName: string;
      mime: 'text/csv' | 'application/json';
      /** Lowest `api_versions.mastodon` whose import form takes it, 0 = all. */
      importableFrom: number;
      /** Exactly what Mastodon's import accepts: header, unique rows, LF, no BOM. */
      toFile(rows: Row[]): string;
      /** False = the import would stop at this row, or make of it what it no longer is, so that the file leaves it out. `now` in milliseconds. Absent = it takes all. */
      fits?(row: Row, now: number): boolean;
      /** By a row's key: two with the same cannot be told apart by some servers' import, which puts one in the other's stead. Absent = it only adds. */
      slot?(key: string): string;
      /** Rows of such a file, or of the server's own export. Throws `UnreadableAnswer` where a row is none. */
      fromFile(text: string): Row[];
    }
  | { by: 'move' }
  | { by: 'api' }
  /** Mastodon has no way to bring it anywhere. */
  | { by: 'nothing' };

/**
 * What a kind may ask of a server: GET only, as one account. Handed in by the job runner, which counts the request
 * budget, omits cookies, and turns refusals into `ApiError`.
 */
export interface Gateway {
  /** Local domain of handles on that server (`accts` without a domain belong to it). */
  domain: string;
  /** The account's id on that server. */
  accountId: string;
  apiVersion: number;
  /** `path` starts with `/`, or is an absolute URL from a `Link` header of the same origin. `next` = the opaque next link. */
  get(path: string): Promise<{ body: unknown; next: string | null }>;
  /** As `get`, for one thing that may be gone: null where the server does not know it (any more). */
  find(path: string): Promise<{ body: unknown; next: string | null } | null>;
}

/** A gateway, and what the backup that is being made knows already. */
export interface Reading extends Gateway {
  /** Kinds of this backup. */
  chosen: ReadonlySet<KindId>;
  /** Fields of this kind that an earlier source has filled. */
  have: ReadonlySet<string>;
  /** Which rows there are is all that is wanted: what takes further requests about each account is left out. */
  brief?: boolean;
  /** An export file of the settings pages, as text. Throws `ApiError` where the browser is not signed in there as this account. */
  file(path: string): Promise<string>;
  /** Stored rows of this backup, in order, from the `from`-th on. */
  stored(kind: KindId, from: number, most: number): Promise<unknown[]>;
  /** Those of the keys that this backup has a row of. */
  known(kind: KindId, keys: string[]): Promise<ReadonlySet<string>>;
  /** Rows of this kind that the backup before this one has, by key. */
  before(keys: readonly string[]): Promise<ReadonlyMap<string, unknown>>;
  /** Fetches a file from the server's media host, or says why it cannot be had. Null = it is kept already. */
  media(url: string): Promise<{ ok: true; blob: Blob | null; type: string; bytes: number } | { ok: false; why: MediaGap }>;
}

/** Why a file is missing: the server no longer has it, the browser may not ask that host, it is too large to keep, or nobody answers. */
export const mediaGaps = ['gone', 'noAccess', 'tooLarge', 'noAnswer'] as const;
export type MediaGap = (typeof mediaGaps)[number];

/** How the cursor of a kind begins whose newer rows are read and whose older ones come from the last backup. */
export const copyMark = 'copy:';
