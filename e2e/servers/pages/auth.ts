import { html } from 'hono/html';
import type { App } from '../model';
import { challengeOf, createGrant } from '../api/oauth';
import type { Instance } from '../model';
import { functional } from '../state';
import { authPage, errorPage, tokenField } from './layout';
import { csrfHolds, signInSession, visit, type Visit } from './session';

/** Sign-in, sign-out and the OAuth consent page (facts A.5, H.2). */
export function mountAuth(app: App, instance: Instance): void {
  const { state } = instance;

  const signInForm = (v: Visit, email = '') => html`<form class="simple_form new_user" id="new_user" novalidate action="/auth/sign_in" accept-charset="UTF-8" method="post">${tokenField(v, '/auth/sign_in')}
<div class="input email required user_email"><label for="user_email">${v.w.email}</label><div class="label_input"><input type="email" name="user[email]" id="user_email" autocomplete="email" value="${email}"></div></div>
<div class="input password required user_password"><label for="user_password">${v.w.password}</label><div class="label_input"><input type="password" name="user[password]" id="user_password" autocomplete="current-password"></div></div>
<div class="actions"><button name="button" type="submit" class="btn">${v.w.signIn}</button></div></form>
<div class="alternative-login"><a class="btn" data-method="post" href="/auth/auth/sso">${v.w.sso}</a></div>`;

  app.get('/auth/sign_in', (c) => {
    const v = visit(instance, c);
    if (v.user) return c.redirect('/', 302);
    return authPage(instance, c, v, { title: v.w.signIn, body: signInForm(v) });
  });
  app.post('/auth/sign_in', async (c) => {
    const v = visit(instance, c);
    const form = await c.req.parseBody();
    if (!csrfHolds(instance, c, v.session, String(form.authenticity_token ?? ''), 'post')) return errorPage(instance, c, 422, v.w.csrf);
    const email = String(form['user[email]'] ?? '');
    const user = [...state.users.values()].find((candidate) => candidate.email === email);
    if (!user || user.password === null || user.password !== form['user[password]']) {
      v.session.flash.push({ kind: 'alert', text: v.w.badLogin });
      return authPage(instance, c, v, { title: v.w.signIn, body: signInForm(v, email) });
    }
    signInSession(c, v.session, user.accountId);
    return c.redirect(takeReturn(v), 302);
  });
  app.get('/auth/sign_up', (c) => {
    const v = visit(instance, c);
    if (v.user || instance.options.registrations === 'closed') return c.redirect('/', 302);
    const field = (name: string, type: string) => html`<div class="input ${type} required user_${name}"><div class="label_input"><input type="${type}" name="user[${name}]" id="user_${name}"></div></div>`;
    const body = html`<form class="simple_form new_user" id="new_user" novalidate action="/auth" accept-charset="UTF-8" method="post">${tokenField(v, '/auth')}
<div class="input string required user_account_username"><div class="label_input"><input type="text" name="user[account_attributes][username]" id="user_account_attributes_username"></div></div>
${field('email', 'email')}${field('password', 'password')}<div class="actions"><button name="button" type="submit" class="btn">${v.w.signIn}</button></div></form>`;
    return authPage(instance, c, v, { title: v.w.signIn, body });
  });
  app.post('/auth/auth/sso', async (c) => {
    const v = visit(instance, c);
    const form = await c.req.parseBody();
    if (!csrfHolds(instance, c, v.session, String(form.authenticity_token ?? ''), 'post')) return errorPage(instance, c, 422, v.w.csrf);
    const user = [...state.users.values()].find((candidate) => candidate.password === null);
    if (!user) return errorPage(instance, c, 404, v.w.notFound);
    signInSession(c, v.session, user.accountId);
    return c.redirect(takeReturn(v), 302);
  });
  app.post('/auth/sign_out', async (c) => {
    const v = visit(instance, c);
    const form = await c.req.parseBody();
    if (!csrfHolds(instance, c, v.session, String(form.authenticity_token ?? ''), 'delete')) return errorPage(instance, c, 422, v.w.csrf);
    v.session.userAccountId = null;
    if (c.req.query('continue') !== 'true') v.session.returnTo = null;
    return c.redirect('/auth/sign_in', 302);
  });

  app.get('/oauth/authorize', (c) => {
    const v = visit(instance, c);
    const query = c.req.query();
    // Also for somebody who is signed in: who signs out here and in as another comes back. Source: mastodon v4.6.5, app/controllers/oauth/authorizations_controller.rb (store_current_location).
    v.session.returnTo = c.req.path + new URL(c.req.url).search;
    if (!v.user || !v.account) return c.redirect('/auth/sign_in', 302);
    if (!functional(instance, v.user)) return c.redirect('/auth/edit', 302);
    const client = state.apps.get(query.client_id ?? '');
    const scopes = (query.scope ?? 'read').split(/\s+/).filter(Boolean);
    const allowed = client && scopes.every((scope) => client.scopes.includes(scope) || client.scopes.includes(scope.split(':')[0] ?? ''));
    const challenge = challengeOf(instance, query.code_challenge, query.code_challenge_method);
    if (!client || !client.redirectUris.includes(query.redirect_uri ?? '') || query.response_type !== 'code' || !allowed || challenge === 'invalid') {
      return authPage(instance, c, v, { title: 'Error', status: client ? 400 : 401, body: html`<div class="flash-message">${v.w.badRequest}</div>` });
    }
    const wanted = [...scopes].sort().join(' ');
    const live = [...state.tokens.values()].some((token) => token.appId === client.id && token.accountId === v.user?.accountId && !token.revoked && [...token.scopes].sort().join(' ') === wanted);
    const redirectUri = query.redirect_uri ?? '';
    if (live && query.force_login !== 'true') {
      const code = createGrant(instance, client, v.user.accountId, redirectUri, scopes, challenge);
      return c.redirect(withParams(redirectUri, { code, state: query.state }), 302);
    }
    const hidden = (['client_id', 'redirect_uri', 'code_challenge', 'code_challenge_method', 'state', 'response_type', 'scope'] as const).map(
      (name) => html`<input type="hidden" name="${name}" value="${query[name] ?? ''}">`,
    );
    const body = html`<div class="oauth-prompt"><p><strong>${client.name}</strong> ${v.w.wants}</p><ul class="permissions-list">${scopes.map((scope) => html`<li>${scope}</li>`)}</ul>
<form action="/oauth/authorize" method="post">${tokenField(v, '/oauth/authorize')}${hidden}<button type="submit" class="btn">${v.w.allow}</button></form>
<form action="/oauth/authorize" method="post"><input type="hidden" name="_method" value="delete">${tokenField(v, '/oauth/authorize', 'delete')}${hidden}<button type="submit" class="btn negative">${v.w.deny}</button></form></div>`;
    return authPage(instance, c, v, { title: v.w.authorizationRequired, body, modal: true });
  });
  app.post('/oauth/authorize', async (c) => {
    const v = visit(instance, c);
    const form = await c.req.parseBody();
    const method = String(form._method ?? 'post');
    if (!csrfHolds(instance, c, v.session, String(form.authenticity_token ?? ''), method)) return errorPage(instance, c, 422, v.w.csrf);
    const client = state.apps.get(String(form.client_id));
    const challenge = challengeOf(instance, String(form.code_challenge ?? ''), String(form.code_challenge_method ?? ''));
    const redirectUri = String(form.redirect_uri);
    if (!v.user || !client || !client.redirectUris.includes(redirectUri) || challenge === 'invalid') return errorPage(instance, c, 400, v.w.badRequest);
    const stateParam = String(form.state ?? '');
    if (method === 'delete') {
      return c.redirect(withParams(redirectUri, { error: 'access_denied', error_description: 'The resource owner or authorization server denied the request.', state: stateParam }), 302);
    }
    const scopes = String(form.scope).split(/\s+/).filter(Boolean);
    const code = createGrant(instance, client, v.user.accountId, redirectUri, scopes, challenge);
    return c.redirect(withParams(redirectUri, { code, state: stateParam }), 302);
  });
}

function takeReturn(v: Visit): string {
  const target = v.session.returnTo ?? '/';
  v.session.returnTo = null;
  return target;
}

function withParams(uri: string, params: Record<string, string | undefined>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(params)) if (value !== undefined && value !== '') url.searchParams.set(name, value);
  return url.href;
}
