import type { Context } from 'hono';
import type { Instance } from '../model';
import { lowerBound } from '../table';

/** What is paged: rows oldest first by their cursor, which is never the id of what is shown unless facts I.3 say so. */
export interface Listing<Row> {
  rows: readonly Row[];
  cursor: (row: Row) => string;
  /** Made only for rows that are on the page. */
  value: (row: Row) => unknown;
  /** Rows that the database would not have found. */
  keep?: (row: Row) => boolean;
}

export interface PageRules {
  standard: number;
  most: number;
  /** A: `max_id`, `since_id`. B: `min_id` too, which the link back uses (facts I.1). */
  kind: 'A' | 'B';
  /** `next` on every page that is not empty. */
  alwaysNext?: boolean;
  /** `limit=0` is everything. */
  zeroIsAll?: boolean;
  /** Parameters that the links repeat. */
  carry?: string[];
}

/** Rows in the order of a cursor that is not the order they are stored in. */
export function byCursor<Row>(rows: Iterable<Row>, cursor: (row: Row) => string): Row[] {
  return [...rows].sort((a, b) => Number(cursor(a)) - Number(cursor(b)));
}

/** One page, newest first, with the `Link` header of facts I.1: `next` only when the page is full, none on an empty page. */
export function paged<Row>(instance: Instance, c: Context, list: Listing<Row>, rules: PageRules): Response {
  const limit = limitOf(c, rules);
  const page = rowsOfPage(c, list, rules, limit);
  const [first, last] = [page[0], page.at(-1)];
  const links: string[] = [];
  if (first !== undefined && last !== undefined) {
    if (page.length === limit || rules.alwaysNext) links.push(`<${address(instance, c, rules, 'max_id', list.cursor(last))}>; rel="next"`);
    links.push(`<${address(instance, c, rules, rules.kind === 'A' ? 'since_id' : 'min_id', list.cursor(first))}>; rel="prev"`);
  }
  return c.json(page.map((row) => list.value(row)), 200, links.length > 0 ? { Link: links.join(', ') } : {});
}

function limitOf(c: Context, rules: PageRules): number {
  const sent = c.req.query('limit');
  if (sent === undefined) return rules.standard;
  const limit = Math.min(Math.abs(parseInt(sent, 10) || 0), rules.most);
  return limit === 0 && rules.zeroIsAll ? Infinity : limit;
}

function rowsOfPage<Row>(c: Context, list: Listing<Row>, rules: PageRules, limit: number): Row[] {
  const number = (row: Row) => Number(list.cursor(row));
  const bound = (name: string) => (c.req.query(name) === undefined ? undefined : Number(c.req.query(name)));
  const [max, since, min] = [bound('max_id') ?? Infinity, bound('since_id') ?? -1, rules.kind === 'B' ? bound('min_id') : undefined];
  const keep = list.keep ?? (() => true);
  const page: Row[] = [];
  if (min !== undefined) {
    for (let at = lowerBound(list.rows, number, min + 1); at < list.rows.length && page.length < limit; at++) {
      const row = list.rows[at];
      if (row !== undefined && number(row) < max && keep(row)) page.push(row);
    }
    return page.reverse();
  }
  for (let at = lowerBound(list.rows, number, max) - 1; at >= 0 && page.length < limit; at--) {
    const row = list.rows[at];
    if (row === undefined || number(row) <= since) break;
    if (keep(row)) page.push(row);
  }
  return page;
}

function address(instance: Instance, c: Context, rules: PageRules, name: string, cursor: string): string {
  const target = new URL(c.req.path, instance.web);
  for (const carried of ['limit', ...(rules.carry ?? [])]) for (const value of c.req.queries(carried) ?? []) target.searchParams.append(carried, value);
  target.searchParams.set(name, cursor);
  return target.href;
}
