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
function rulesFor(instance: Instance, c: Context): Rule[] {
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
  if (path === '/auth/sign_in' && c.req.method === 'POST') rules.push({ name: 'signin', limit: 25, period: 300, key: 'ip' });
  return rules;
}

export function rateLimit(instance: Instance) {
  return async (c: Context, next: Next): Promise<Response | undefined> => {
    const seconds = instance.clock.now() / 1000;
    let tightest: { limit: number; remaining: number; reset: number } | null = null;
    for (const rule of rulesFor(instance, c)) {
      const window = Math.floor(seconds / rule.period);
      const key = `${rule.name}:${rule.key}:${window}`;
      const count = (instance.windows.get(key) ?? 0) + 1;
      instance.windows.set(key, count);
      const state = { limit: rule.limit, remaining: rule.limit - count, reset: (window + 1) * rule.period * 1000 };
      if (!tightest || state.remaining < tightest.remaining) tightest = state;
    }
    const headers: Record<string, string> = tightest
      ? {
          'X-RateLimit-Limit': String(tightest.limit),
          'X-RateLimit-Remaining': String(Math.max(0, tightest.remaining)),
          'X-RateLimit-Reset': new Date(tightest.reset).toISOString().replace(/(\.\d{3})Z$/, '$1000Z'),
        }
      : {};
    if (tightest && tightest.remaining < 0) return c.json({ error: 'Too many requests' }, 429, headers);
    await next();
    if (c.req.path.startsWith('/api')) for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
    return undefined;
  };
}

/** Counts a follow against 400 a day; false when they are used up. */
export function mayFollow(instance: Instance, accountId: string): boolean {
  const key = `follows:${accountId}:${Math.floor(instance.clock.now() / 86_400_000)}`;
  const count = (instance.windows.get(key) ?? 0) + 1;
  instance.windows.set(key, count);
  return count <= 400;
}
