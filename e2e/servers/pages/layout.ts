import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { accountEntity } from '../api/entities';
import type { Instance } from '../model';
import { byUri, functional } from '../state';
import { isGlitch, releaseOf, since } from '../version';
import { csrfToken, type Visit } from './session';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Headers of facts A.2.3; sign-in and consent pages carry no `form-action`. */
function headers(instance: Instance, nonce: string, formAction: boolean): Record<string, string> {
  const media = instance.mediaOrigin;
  const csp = [
    "base-uri 'none'", "default-src 'none'", "frame-ancestors 'none'", `font-src 'self' ${instance.web}`, `img-src 'self' data: blob: ${media}`, `media-src 'self' data: ${media}`, `manifest-src 'self' ${instance.web}`,
    ...(formAction ? ["form-action 'self'"] : []), `child-src 'self' blob: ${instance.web}`, `worker-src 'self' blob: ${instance.web}`, `connect-src 'self' data: blob: ${media}`, `script-src 'self' ${instance.web} 'wasm-unsafe-eval'`, "frame-src 'self' https:", `style-src 'self' ${instance.web} 'nonce-${nonce}'`,
  ];
  return {
    'Content-Security-Policy': csp.join('; '),
    'Cache-Control': 'private, no-store',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-XSS-Protection': '0',
    Server: 'Mastodon',
    'Content-Type': 'text/html; charset=utf-8',
  };
}

interface PageOptions {
  title: string;
  body: Html;
  status?: 200 | 400 | 401 | 403 | 404 | 410 | 422 | 500;
  /** Active sidebar item. */
  active?: string;
}

/** A settings page: layout "admin" of facts A.2, with the sidebar, the initial state and the flashes. */
export async function adminPage(instance: Instance, c: Context, v: Visit, options: PageOptions): Promise<Response> {
  const nonce = randomBytes(12).toString('base64');
  const old = !since(instance, '4.6');
  const flashes = v.session.flash.splice(0);
  const heading = old ? html`<h2>${options.title}</h2>` : html`<h1>${options.title}</h1>`;
  const page = html`<!DOCTYPE html>
<html lang="${v.locale}" ${old ? '' : raw(`class="no-reduce-motion custom-scrollbars" data-contrast="auto" data-color-scheme="auto" data-system-theme="true"${isGlitch(instance) ? ' data-user-flavour="glitch"' : ''}`)}>
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${options.title} - ${instance.options.title}</title>
<link rel="stylesheet" href="/packs/settings.css">
<meta name="csrf-param" content="authenticity_token"><meta name="csrf-token" content="${csrfToken(v.session)}"><meta name="style-nonce" content="${nonce}">
<script id="initial-state" type="application/json">${raw(JSON.stringify(initialState(instance, v)).replaceAll('<', '\\u003c'))}</script>
<script src="/packs/public.js" defer></script>
</head>
<body class="admin${old ? ' theme-default no-reduce-motion' : ''}">
${old ? '' : html`<a class="navigation-skip-link" href="#content">Skip to content</a>`}
<div class="admin-wrapper">${sidebar(instance, v, options.active ?? '')}
${old ? raw('<div class="content-wrapper">') : raw('<main class="content-wrapper" id="content">')}<div class="content"><div class="content__heading"><div class="content__heading__row">${heading}</div></div>
${flashes.map((flash) => html`<div class="flash-message ${flash.kind}"><strong>${flash.text}</strong></div>`)}
${options.body}
</div>${old ? raw('</div>') : raw('</main>')}</div></body></html>`;
  return c.body(String(await page), options.status ?? 200, headers(instance, nonce, true));
}

function sidebar(instance: Instance, v: Visit, active: string): Html {
  const usable = v.user !== null && functional(instance, v.user);
  const item = (id: string, href: string, label: string, sub: Html | string = '') =>
    html`<li id="${id}"${active === id ? raw(' class="selected"') : ''}><a href="${href}">${label}</a>${sub}</li>`;
  const dataItems = html`<ul>${usable ? item('import', '/settings/imports', v.w.import) : ''}${item('export', '/settings/export', v.w.export)}</ul>`;
  const nav = html`<ul>${item('web', '/', instance.options.title)}${usable ? item('profile', '/settings/profile', v.w.profile) : ''}${item('security', '/auth/edit', v.w.account)}${item('data', '/settings/export', `${v.w.import} / ${v.w.export}`, dataItems)}<li id="logout"><a href="/auth/sign_out" data-method="delete" rel="nofollow">${v.w.signOut}</a></li></ul>`;
  return since(instance, '4.6') ? html`<header class="sidebar-wrapper"><div class="sidebar"><nav>${nav}</nav></div></header>` : html`<div class="sidebar-wrapper"><div class="sidebar">${nav}</div></div>`;
}

/** Facts A.2.4, the web session's own token included: a reader must not touch it. */
function initialState(instance: Instance, v: Visit): unknown {
  const meta = { domain: instance.domain, version: releaseOf(instance).full, locale: v.locale, title: instance.options.title, streaming_api_base_url: instance.web.replace('http', 'ws') };
  const contact = [...instance.state.accounts.values()].find((account) => account.domain === null);
  const accounts: Record<string, unknown> = contact ? { [contact.id]: accountEntity(instance, contact) } : {};
  if (!v.user || !v.account) return { meta, accounts, settings: {} };
  accounts[v.account.id] = accountEntity(instance, v.account);
  if (functional(instance, v.user)) {
    return { meta: { ...meta, me: v.account.id, access_token: `web-session-secret-${v.session.id}` }, compose: { me: v.account.id }, accounts, settings: {} };
  }
  const target = v.account.movedToUri === null ? null : byUri(instance, v.account.movedToUri);
  if (target) accounts[target.id] = accountEntity(instance, target);
  return { meta: { ...meta, access_token: null, disabled_account_id: v.account.id, ...(target ? { moved_to_account_id: target.id } : {}) }, accounts };
}

/** Sign-in and consent: layout "auth" or "modal", without initial state. */
export async function authPage(instance: Instance, c: Context, v: Visit, options: PageOptions & { modal?: boolean }): Promise<Response> {
  const nonce = randomBytes(12).toString('base64');
  const flashes = v.session.flash.splice(0);
  const page = html`<!DOCTYPE html>
<html lang="${v.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${options.title} - ${instance.options.title}</title>
<link rel="stylesheet" href="/packs/settings.css"><meta name="csrf-param" content="authenticity_token"><meta name="csrf-token" content="${csrfToken(v.session)}"><script src="/packs/public.js" defer></script></head>
<body class="${options.modal ? 'modal-layout' : 'auth-body'}">
${options.modal && v.account ? html`<div class="account-header"><div class="name"><span class="username">@${v.account.username}@${instance.domain}</span></div><a class="logout-link" href="/auth/sign_out?continue=true" data-method="delete" rel="nofollow">${v.w.signOut}</a></div>` : ''}
<div class="container-alt"><main class="form-container"><h1>${options.title}</h1>
${flashes.map((flash) => html`<div class="flash-message ${flash.kind}"><strong>${flash.text}</strong></div>`)}${options.body}</main></div></body></html>`;
  return c.body(String(await page), options.status ?? 200, headers(instance, nonce, false));
}

/** An error page (facts A.2.1, A.3): `body.error`. */
export async function errorPage(instance: Instance, c: Context, status: 400 | 403 | 404 | 410 | 422 | 500, message: string): Promise<Response> {
  const page = html`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${message}</title></head><body class="error"><div class="dialog"><div class="dialog__message"><h1>${message}</h1></div></div></body></html>`;
  return c.body(String(await page), status, headers(instance, 'none', true));
}

/** A hidden token for one form. */
export function tokenField(v: Visit, action: string, method = 'post'): Html {
  return html`<input type="hidden" name="authenticity_token" value="${csrfToken(v.session, action, method)}">`;
}

/** simple_form's wrapper of one input (facts A.4). */
export function field(model: string, name: string, input: Html, label: string, errors: string[] = [], hint = ''): Html {
  return html`<div class="input with_label string required ${model}_${name}${errors.length > 0 ? ' field_with_errors' : ''}"><label class="string required" for="${model}_${name}">${label} <abbr title="required">*</abbr></label>${hint === '' ? '' : html`<span class="hint">${hint}</span>`}<div class="label_input">${input}</div>${errors.length > 0 ? html`<span class="error">${errors[0] ?? ''}</span>` : ''}</div>`;
}

/** The banner above a form that was refused. */
export function banner(v: Visit, errors: string[]): Html | string {
  return errors.length === 0 ? '' : html`<div class="flash-message alert"><strong>${v.w.review}</strong></div>`;
}
