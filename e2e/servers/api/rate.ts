import type { Context, Next } from 'hono';
import type { Instance } from '../model';
import { callerOf } from './auth';

interface Rule {
  name: string;
  limit: number;
  /** Seconds. */
  period: number;
  key: string;
}

/** Rate limits of facts H.6: fixed windows aligned to the epoch, by the world's clock. */
async function rulesFor(instance: Instance, c: Context): Promise<Rule[]> {
  const path = c.req.path;
  const { token } = callerOf(instance, c);
  const rules: Rule[] = [];
  const visitor = token ? token.token : 'ip';
  const user = token?.accountId ?? 'ip';
  if (path.startsWith('/api')) {
    if (token) rules.push({ name: 'user', limit: 1500, period: 300, key: user });
    rules.push({ name: 'token', limit: 300, period: 300, key: visitor });
    if (path === '/api/v1/apps' && c.req.method === 'POST') rules.push({ name: 'apps', limit: 5, period: 600, key: 'ip' });
    if (path.endsWith('/media') && c.req.method === 'POST') rules.push({ name: 'media', limit: 30, period: 1800, key: user });
    const query = c.req.query();
    if (['page', 'min_id', 'max_id', 'since_id'].some((name) => name in query)) rules.push({ name: 'paging', limit: 300, period: 900, key: user });
  }
  if (path === '/auth/sign_in' && c.req.method === 'POST') {
    rules.push({ name: 'signin', limit: 25, period: 300, key: 'ip' });
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    const email = form['user[email]'];
    if (typeof email === 'string' && email !== '') rules.push({ name: 'email', limit: 25, period: 3600, key: email.trim().toLowerCase() });
  }
  return rules;
}

/** How much of one limit is left, and when it starts anew (milliseconds). */
interface Standing {
  limit: number;
  remaining: number;
  reset: number;
}

function headersOf(standing: Standing): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(standing.limit),
    'X-RateLimit-Remaining': String(Math.max(0, standing.remaining)),
    'X-RateLimit-Reset': new Date(standing.reset).toISOString().replace(/(\.\d{3})Z$/, '$1000Z'),
  };
}

export function rateLimit(instance: Instance) {
  return async (c: Context, next: Next): Promise<Response | undefined> => {
    const seconds = instance.clock.now() / 1000;
    let tightest: Standing | null = null;
    for (const rule of await rulesFor(instance, c)) {
      const window = Math.floor(seconds / rule.period);
      const key = `${rule.name}:${rule.key}:${window}`;
      const count = (instance.windows.get(key) ?? 0) + 1;
      instance.windows.set(key, count);
      const state = { limit: rule.limit, remaining: rule.limit - count, reset: (window + 1) * rule.period * 1000 };
      if (!tightest || state.remaining < tightest.remaining) tightest = state;
    }
    const headers = tightest ? headersOf(tightest) : {};
    if (tightest && tightest.remaining < 0) return c.json({ error: 'Too many requests' }, 429, headers);
    await next();
    // An endpoint with a family limit of its own has set its headers: the tighter ones stay.
    const family = Number(c.res.headers.get('x-ratelimit-remaining') ?? Infinity);
    if (c.req.path.startsWith('/api') && tightest && tightest.remaining < family) for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
    return undefined;
  };
}

const day = 86_400_000;

/** One family's limit for an account: each success is counted by `spend`, after it was made. */
interface FamilyBudget {
  empty: boolean;
  spend(): void;
  show(): void;
}

function family(instance: Instance, c: Context, name: string, limit: number, period: number): FamilyBudget {
  const window = Math.floor(instance.clock.now() / period);
  const key = `${name}:${window}`;
  const used = () => instance.windows.get(key) ?? 0;
  return {
    empty: used() >= limit,
    spend: () => void instance.windows.set(key, used() + 1),
    show: () => {
      for (const [header, value] of Object.entries(headersOf({ limit, remaining: limit - used(), reset: (window + 1) * period }))) c.header(header, value);
    },
  };
}

/** The 400 follows a day that accounts and hashtags share. */
export function followBudget(instance: Instance, c: Context, accountId: string): FamilyBudget {
  return family(instance, c, `follows:${accountId}`, 400, day);
}

/** The 300 posts in three hours. */
export function postBudget(instance: Instance, c: Context, accountId: string): FamilyBudget {
  return family(instance, c, `posts:${accountId}`, 300, day / 8);
}
