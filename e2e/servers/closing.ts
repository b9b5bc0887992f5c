import type { Context, Next } from 'hono';
import type { Instance } from './model';
import { errorPage } from './pages/layout';

/** What still answers when a server shuts down for good (facts A.3): exports, archive, account page, sign-in and sign-out. */
const alive = [/^\/settings\/export$/, /^\/settings\/exports\//, /^\/settings\/login_activities$/, /^\/backups\//, /^\/auth\/(edit|sign_in|sign_out|auth\/sso)$/, /^\/packs\//, /^\/system\//];

/** 410 for all else; switched by `options.closing` at any time. */
export function closing(instance: Instance) {
  return async (c: Context, next: Next): Promise<Response | undefined> => {
    if (!instance.options.closing || alive.some((path) => path.test(c.req.path))) return void (await next());
    const page = c.req.method === 'GET' && !c.req.path.startsWith('/api/') && (c.req.header('accept') ?? 'text/html').includes('text/html');
    return page || /^\/(settings|auth)\//.test(c.req.path) ? errorPage(instance, c, 410, 'This server is closing') : c.json({ error: 'Gone' }, 410);
  };
}
