import type { Context } from 'hono';
import type { App } from '../model';
import type { Account, Instance, User } from '../model';
import { functional } from '../state';
import { errorPage } from './layout';
import { csrfHolds, visit, type Visit } from './session';

export type Form = Record<string, string | File>;
export interface Signed extends Visit {
  user: User;
  account: Account;
}
interface Access {
  /** Pages that a moved account may not use go to `/auth/edit`. */
  functional: boolean;
  /** Pages that a suspended account may not use answer 403. */
  notSuspended?: boolean;
}

/** Sends a visitor who may not see the page where Mastodon sends them (facts A.3); null = may. */
async function refuse(instance: Instance, c: Context, v: Visit, access: Access): Promise<Response | null> {
  if (!v.user || !v.account) {
    if (/\.csv$/.test(c.req.path)) return c.text(v.w.needSignIn, 401);
    if (/\.json$/.test(c.req.path)) return c.json({ error: v.w.needSignIn }, 401);
    if (c.req.method === 'GET') v.session.returnTo = c.req.path + new URL(c.req.url).search;
    v.session.flash.push({ kind: 'alert', text: v.w.needSignIn });
    return c.redirect('/auth/sign_in', 302);
  }
  if (access.functional && !functional(instance, v.user)) return c.redirect('/auth/edit', 302);
  if (access.notSuspended && v.account.suspended) return errorPage(instance, c, 403, v.w.forbidden);
  return null;
}

/** A GET page for signed-in people. */
export function page(app: App, instance: Instance, path: string, access: Access, handle: (c: Context, v: Signed) => Response | Promise<Response>): void {
  app.get(path, async (c) => {
    const v = visit(instance, c);
    const refused = await refuse(instance, c, v, access);
    if (refused || !v.user || !v.account) return refused ?? errorPage(instance, c, 403, v.w.forbidden);
    return handle(c, { ...v, user: v.user, account: v.account });
  });
}

type Action = (c: Context, v: Signed, form: Form) => Response | Promise<Response>;

/** What a form's POST does, by the method that its `_method` field names. The token and the Origin are checked first. */
export function actions(app: App, instance: Instance, path: string, access: Access, table: Partial<Record<'post' | 'delete' | 'patch' | 'put', Action>>): void {
  app.post(path, async (c) => {
    const v = visit(instance, c);
    const form = await c.req.parseBody().catch(() => ({}));
    const flat: Form = Object.fromEntries(Object.entries(form).filter((entry): entry is [string, string | File] => !Array.isArray(entry[1])));
    const method = String(flat._method ?? 'post').toLowerCase();
    const sent = typeof flat.authenticity_token === 'string' ? flat.authenticity_token : undefined;
    if (!csrfHolds(instance, c, v.session, sent, method)) return errorPage(instance, c, 422, v.w.csrf);
    const refused = await refuse(instance, c, v, access);
    if (refused || !v.user || !v.account) return refused ?? errorPage(instance, c, 403, v.w.forbidden);
    const action = table[method as keyof typeof table];
    return action ? action(c, { ...v, user: v.user, account: v.account }, flat) : errorPage(instance, c, 404, v.w.notFound);
  });
}

/** The nested parameters of a model, or null when there are none (400). */
export function nested(form: Form, model: string): Record<string, string> | null {
  const found = Object.entries(form).filter(([key]) => key.startsWith(`${model}[`));
  if (found.length === 0) return null;
  return Object.fromEntries(found.map(([key, value]) => [key.slice(model.length + 1, -1), typeof value === 'string' ? value : '']));
}

/** Password, or username for people who sign in elsewhere and have none (facts F.1). */
export function proofHolds(v: Signed, values: Record<string, string>, names: { password: string; username: string }): boolean {
  if (v.user.password !== null) return values[names.password] === v.user.password;
  return (values[names.username] ?? '').trim().replace(/^@/, '').toLowerCase() === v.account.username.toLowerCase();
}
