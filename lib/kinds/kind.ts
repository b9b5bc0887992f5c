import type { KindId } from '@/lib/move/model';

/**
 * One data kind: how it is read, written as a file that Mastodon imports, and verified. One file a kind; to add one
 * is to add a file and list it in `registry.ts`. Pure apart from the gateway that is handed in.
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
  /** Reads one slice, from `cursor` (null = from the start). Throws only `ApiError`. */
  read(gateway: Gateway, cursor: string | null): Promise<Page<Row>>;
  /** Rows that the server's own counters promise, null when there is none. */
  expected(account: { followersCount: number; followingCount: number }): number | null;
  /** How it gets to the new account. */
  carry: Carry<Row>;
}

/** One slice of rows and where to go on; `next` null = complete. `requests` are counted by the gateway. */
export interface Page<Row> {
  rows: Row[];
  next: string | null;
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
      fromFile(text: string): Row[];
    }
  | { by: 'move' }
  | { by: 'api' };

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
}
