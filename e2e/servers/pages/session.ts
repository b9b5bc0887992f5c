import { createHmac, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Account, Instance, User, WebSession } from '../model';
import { words, type Words } from './words';

/** What a page needs to know about the visit. */
export interface Visit {
  session: WebSession;
  user: User | null;
  account: Account | null;
  locale: 'en' | 'de';
  w: Words;
}

/** The session of this browser, made when there is none. Cookies as facts A.2.2 name them; not secure, as this is http. */
export function visit(instance: Instance, c: Context): Visit {
  const { state } = instance;
  const id = getCookie(c, '_mastodon_session') ?? '';
  let session = state.sessions.get(id);
  if (!session) {
    session = { id: randomBytes(16).toString('hex'), userAccountId: null, csrfSecret: randomBytes(16).toString('hex'), flash: [], returnTo: null };
    state.sessions.set(session.id, session);
    setCookie(c, '_mastodon_session', session.id, { path: '/', httpOnly: true, sameSite: 'Lax' });
  }
  const user = session.userAccountId === null ? null : (state.users.get(session.userAccountId) ?? null);
  const account = user ? (state.accounts.get(user.accountId) ?? null) : null;
  const asked = c.req.query('lang');
  const locale = asked === 'en' || asked === 'de' ? asked : (user?.locale ?? instance.options.locale);
  return { session, user, account, locale, w: words[locale] };
}

export function signInSession(c: Context, session: WebSession, accountId: string): void {
  session.userAccountId = accountId;
  setCookie(c, '_session_id', randomBytes(8).toString('hex'), { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 31_536_000 });
}

/** A token for one form (action and method); the one in the page's head is good for every action. */
export function csrfToken(session: WebSession, action = '*', method = '*'): string {
  return createHmac('sha256', session.csrfSecret).update(`${method} ${action}`).digest('base64');
}

/** Facts A.2.1: a token of this form or of the page, and no foreign Origin. */
export function csrfHolds(instance: Instance, c: Context, session: WebSession, sent: string | undefined, method: string): boolean {
  const origin = c.req.header('origin');
  if (origin !== undefined && origin !== instance.web) return false;
  const token = c.req.header('x-csrf-token') ?? sent;
  return token === csrfToken(session) || token === csrfToken(session, c.req.path, method);
}
