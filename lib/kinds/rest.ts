import type { ReasonCode } from '@/lib/move/model';
import type { ApiRelationship } from './entities';
import type { Gateway } from './kind';

/** One request that changes the new account: JSON, by its own API. */
export interface Write {
  verb: 'POST' | 'PUT' | 'PATCH';
  /** Starts with `/`. */
  path: string;
  body: Record<string, unknown>;
}

/** What a plan rests on besides the row itself. */
export interface Place {
  /** The time of the new server, in milliseconds: this device's clock may be wrong. */
  now: number;
  apiVersion: number;
  /** Id of the row's account on the new server, for kinds that are about an account; null before it was looked up. */
  accountId: string | null;
  /** A file of this move held the row: what the new account has of it may have come by that. */
  imported: boolean;
}

/**
 * What only the API can bring: all of a kind, or what the import form leaves undone. Pure but for `read`. A kind's rows
 * are settled one at a time: read what is there, plan, write, and never again once the server has taken it.
 */
export interface Rest<Row = unknown> {
  /** How much of a row is the API's: all of it, what is left after the import, or nothing. */
  share(row: Row, apiVersion: number): 'whole' | 'finish' | 'none';
  /** OAuth scopes of its writes. */
  scopes: readonly string[];
  /** Each write is one of the 400 follows that a day has. */
  costsFollow?: true;
  /** Never sent without the person's press for that one row. */
  asks?: true;
  /** No list of the server's shows them all: what it has taken is believed. */
  unlisted?: true;
  /** More of them than this the server does not take. */
  most?: number;
  /** How a row is found again on another server; the row key where absent. */
  match?(row: Row): string;
  /** Rows of the new account, where its own source reads more than a plan needs. */
  read?(gateway: Gateway): Promise<Row[]>;
  /**
   * For a row about an account: what the new account has of it, by its relationship; null = nothing. Such rows are
   * looked up one by one, and wait for what the import does with their account. `following` = for the follow itself.
   */
  about?: { following: boolean; row(acct: string, relationship: ApiRelationship): Row | null };
  /** Is there nothing left to do? `there` is the row as the new account has it. */
  done(row: Row, there: Row, place: Place): boolean;
  /** Why it cannot be brought, as far as that is known without asking; null = it can. */
  hurdle?(row: Row, there: Row | null, place: Place): ReasonCode | null;
  /** What a row lacks even when it has been brought, by the API or the import; `there` as the new account has it, null = as it was just made. Null = nothing. */
  lacks?(row: Row, there: Row | null): ReasonCode | null;
  /** What has to be written; empty = nothing. Called only without a hurdle. */
  plan(row: Row, there: Row | null, place: Place): Write[];
}

/** What to write for a row, or why nothing can be; `[]` = it is there as it should be. Pure. */
export function planRow<Row>(rest: Rest<Row>, row: Row, there: Row | null, place: Place): Write[] | ReasonCode {
  if (there !== null && rest.done(row, there, place)) return [];
  return rest.hurdle?.(row, there, place) ?? rest.plan(row, there, place);
}
