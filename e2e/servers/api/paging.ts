import type { Context } from 'hono';
import type { Instance } from '../model';

/** One row of a paged list: its cursor (never the id of what is shown), and what is shown. */
export interface PagedRow {
  cursor: string;
  value: unknown;
}

/**
 * Newest first, with the `Link` header of facts I.1: opaque cursors, `next` only when the page is full, no header on an
 * empty page, `limit` only when the client sent it.
 */
export function paged(instance: Instance, c: Context, rows: PagedRow[], limits: { standard: number; most: number }): Response {
  const sent = c.req.query('limit');
  const limit = Math.min(Math.abs(Number(sent ?? limits.standard)) || limits.standard, limits.most);
  const max = Number(c.req.query('max_id') ?? Infinity);
  const since = Number(c.req.query('since_id') ?? c.req.query('min_id') ?? -1);
  const page = rows
    .sort((a, b) => Number(b.cursor) - Number(a.cursor))
    .filter((row) => Number(row.cursor) < max && Number(row.cursor) > since)
    .slice(0, limit);
  const first = page[0];
  const last = page.at(-1);
  const links: string[] = [];
  const url = (name: string, cursor: string) => {
    const target = new URL(c.req.path, instance.web);
    if (sent !== undefined) target.searchParams.set('limit', sent);
    target.searchParams.set(name, cursor);
    return target.href;
  };
  if (first && last) {
    if (page.length === limit) links.push(`<${url('max_id', last.cursor)}>; rel="next"`);
    links.push(`<${url('since_id', first.cursor)}>; rel="prev"`);
  }
  return c.json(page.map((row) => row.value), 200, links.length > 0 ? { Link: links.join(', ') } : {});
}
