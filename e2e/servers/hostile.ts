import type { Context, Next } from 'hono';
import type { HostilityKind, Instance } from './model';

/** Is this harm switched on for this path? */
export function hostileTo(instance: Instance, kind: HostilityKind, path: string): boolean {
  return instance.hostility.some((one) => one.kind === kind && one.path.test(path));
}

/** What a server may write where it likes, to those who trust it. */
const nasty = [
  '<script>globalThis.pwned = true</script>',
  '"><img src=x onerror="globalThis.pwned = true">',
  '\u202Egnp.exe\u202C \u2066isolated\u2069',
  '👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301\u0301\u0301',
  'before\u0000after',
  '=HYPERLINK("http://evil.example","click"),\r\n+1;@SUM(A1)',
  '</p></body></html><!--',
  '../../../etc/passwd',
];
/** One text of each answer has a million letters. */
const long = `${'A long story. '.repeat(75_000)}<script>globalThis.pwned = true</script>`;
const texts = new Set(['display_name', 'note', 'content', 'spoiler_text', 'title', 'description', 'value', 'text', 'name']);

/** Answers of the API spoiled in the ways that are switched on (`ServerHandle.hostile`). Only reading is spoiled. */
export function hostility(instance: Instance) {
  return async (c: Context, next: Next): Promise<void> => {
    await next();
    const { path } = c.req;
    const on = (kind: HostilityKind) => hostileTo(instance, kind, path);
    if (instance.hostility.length === 0 || c.req.method !== 'GET' || !path.startsWith('/api/') || c.res.status !== 200) return;
    if (!instance.hostility.some((one) => one.path.test(path))) return;
    let body: unknown = await c.res.clone().json();
    if (Array.isArray(body) && on('repeats')) body = repeated(body);
    if (Array.isArray(body) && on('shuffled')) body = shuffled(body);
    const lie = on('countersZero') ? 0 : on('countersHuge') ? most : on('counters') ? lieFor(path) : null;
    if (lie !== null) body = walk(body, (key, value) => (key.endsWith('_count') && typeof value === 'number' ? lie : value));
    if (on('text')) body = walk(body, nastyText());
    const link = hostileLink(instance, c, on);
    // What replaces an answer inherits its headers.
    c.res = new Response(JSON.stringify(body), { status: 200, headers: { 'Content-Type': 'application/json' } });
    if (link !== null) c.res.headers.set('Link', link);
  };
}

/** A link that loops, leads elsewhere, or never ends; null = the true one. */
function hostileLink(instance: Instance, c: Context, on: (kind: HostilityKind) => boolean): string | null {
  const url = new URL(c.req.path + new URL(c.req.url).search, instance.web);
  // Always this same page.
  if (on('linkLoop')) return `<${url.href}>; rel="next"`;
  if (on('linkElsewhere')) return `<http://elsewhere.localhost:9${url.pathname}?max_id=1>; rel="next"`;
  if (on('repeats')) return overlapping(c);
  if (!on('linkForever')) return null;
  // A new address each time, and never an empty page: the cursor that the server reads is not the one that changes.
  const step = Number(url.searchParams.get('step') ?? '0') + 1;
  url.searchParams.delete('max_id');
  url.searchParams.set('step', String(step));
  return `<${url.href}>; rel="next"`;
}

/** The next page begins with the row that this one ended with. A page of one row would come for ever. */
function overlapping(c: Context): string | null {
  const link = c.res.headers.get('Link');
  const [since, max] = [/min_id|since_id/.test(c.req.url), /max_id=(\d+)/.exec(link ?? '')?.[1]];
  if (link === null || max === undefined || since) return null;
  const first = /(?:since|min)_id=(\d+)/.exec(link)?.[1];
  return first === max ? null : link.replace(`max_id=${max}`, `max_id=${Number(max) + 1}`);
}

/** The first row comes again at the end. */
function repeated(rows: unknown[]): unknown[] {
  return rows.length === 0 ? rows : [...rows, rows[0]];
}

/** Backwards, with the middle first: order says nothing. */
function shuffled(rows: unknown[]): unknown[] {
  const middle = rows.length >> 1;
  return [...rows.slice(middle), ...rows.slice(0, middle).reverse()];
}

type Change = (key: string, value: unknown) => unknown;

function walk(value: unknown, change: Change): unknown {
  if (Array.isArray(value)) return value.map((one) => walk(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(key, walk(inner, change))]));
}

const most = 1_000_000_000_000;
/** Nobody, or a thousand thousand million: by the address, so that an answer stays the same when asked again. */
const lieFor = (path: string) => ([...path].length % 2 === 0 ? 0 : most);

function nastyText(): Change {
  let place = 0;
  return (key, value) => {
    if (typeof value !== 'string' || !texts.has(key)) return value;
    // Every text of an answer is spoiled in its own way; what it said stays in it.
    place++;
    return place === 1 ? `${value}${long}` : `${value} ${nasty[place % nasty.length] ?? ''}`;
  };
}
