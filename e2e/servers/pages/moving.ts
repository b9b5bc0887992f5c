import type { Context } from 'hono';
import type { App } from '../model';
import { html, raw } from 'hono/html';
import type { AliasError, Instance, MoveError } from '../model';
import { addAlias, cancelRedirect, cooldownUntil, removeAlias, setRedirect, startMove } from '../moving';
import { acctOf, byUri, fullAcct } from '../state';
import { since } from '../version';
import { adminPage, banner, errorPage, field, tokenField, type Html } from './layout';
import { actions, nested, page, proofHolds, type Form, type Signed } from './router';
import type { Words } from './words';

const access = { functional: false, notSuspended: true };
const aliasTexts: Record<AliasError, keyof Words> = { blank: 'cantBlank', invalid: 'isInvalid', notFound: 'notFoundHandle', self: 'isSelf', taken: 'review' };
const moveTexts: Record<MoveError, keyof Words> = { blank: 'cantBlank', notFound: 'notFoundHandle', notAlias: 'notAlias', alreadyMoved: 'alreadyMoved', self: 'isSelf', cooldown: 'onCooldown' };

/** Aliases, Move, redirect (facts A.5, E, F). */
export function mountMoving(app: App, instance: Instance): void {
  const { state } = instance;
  const is46 = since(instance, '4.6');
  const heading = (text: string) => html`<h3${is46 ? raw(' class="heading-medium"') : ''}>${text}</h3>`;

  page(app, instance, '/settings/aliases', access, (c, v) => aliasesPage(c, v, '', null));
  actions(app, instance, '/settings/aliases', access, {
    post: async (c, v, form) => {
      const values = nested(form, 'account_alias');
      if (!values) return errorPage(instance, c, 400, v.w.badRequest);
      const result = await addAlias(instance, v.account, values.acct ?? '');
      if (result !== 'ok') return aliasesPage(c, v, values.acct ?? '', result);
      v.session.flash.push({ kind: 'notice', text: v.w.aliasMade });
      return c.redirect('/settings/aliases', 302);
    },
  });
  actions(app, instance, '/settings/aliases/:id', access, {
    delete: (c, v) => {
      if (!removeAlias(instance, v.account, c.req.param('id') ?? '')) return errorPage(instance, c, 404, v.w.notFound);
      v.session.flash.push({ kind: 'notice', text: v.w.aliasGone });
      return c.redirect('/settings/aliases', 302);
    },
  });

  page(app, instance, '/settings/migration', access, (c, v) => migrationPage(c, v, '', [], false));
  actions(app, instance, '/settings/migration', access, {
    post: async (c, v, form) => {
      const values = nested(form, 'account_migration');
      if (!values) return errorPage(instance, c, 400, v.w.badRequest);
      if (!proofHolds(v, values, { password: 'current_password', username: 'current_username' })) return migrationPage(c, v, values.acct ?? '', [], true);
      const result = await startMove(instance, v.account, values.acct ?? '');
      if (result !== 'ok') return migrationPage(c, v, values.acct ?? '', result, false);
      v.session.flash.push({ kind: 'notice', text: v.w.moved.replace('%s', targetAcct(v)) });
      return c.redirect('/settings/migration', 302);
    },
  });
  page(app, instance, '/settings/migration/redirect/new', access, (c, v) => redirectPage(c, v, '', [], false));
  actions(app, instance, '/settings/migration/redirect', access, { post: redirect, delete: cancel });

  async function redirect(c: Context, v: Signed, form: Form): Promise<Response> {
    const values = nested(form, 'form_redirect');
    if (!values) return errorPage(instance, c, 400, v.w.badRequest);
    if (!proofHolds(v, values, { password: 'current_password', username: 'current_username' })) return redirectPage(c, v, values.acct ?? '', [], true);
    const result = await setRedirect(instance, v.account, values.acct ?? '');
    if (result !== 'ok') return redirectPage(c, v, values.acct ?? '', result, false);
    v.session.flash.push({ kind: 'notice', text: v.w.redirected.replace('%s', targetAcct(v)) });
    return c.redirect('/settings/migration', 302);
  }

  function cancel(c: Context, v: Signed): Response {
    cancelRedirect(instance, v.account);
    v.session.flash.push({ kind: 'notice', text: v.w.cancelled });
    return c.redirect('/settings/migration', 302);
  }

  function targetAcct(v: Signed): string {
    const target = v.account.movedToUri === null ? null : byUri(instance, v.account.movedToUri);
    return target ? acctOf(target) : '';
  }

  function aliasesPage(c: Context, v: Signed, typed: string, error: AliasError | null): Promise<Response> {
    const rows = [...state.aliases.values()].filter((row) => row.accountId === v.account.id).sort((a, b) => Number(b.id) - Number(a.id));
    const errors = error === null || error === 'taken' ? [] : [v.w[aliasTexts[error]]];
    const input = html`<input autocapitalize="none" autocorrect="off" class="string required" type="text" value="${typed}" name="account_alias[acct]" id="account_alias_acct"${errors.length > 0 ? ' aria-invalid="true"' : ''}>`;
    const body = html`<form class="simple_form new_account_alias" id="new_account_alias" novalidate action="/settings/aliases" accept-charset="UTF-8" method="post">${tokenField(v, '/settings/aliases')}${error === null ? '' : banner(v, [error])}
<p class="hint">${v.w.oldHandleHint}</p><hr class="spacer"><div class="fields-group">${field('account_alias', 'acct', input, v.w.oldHandle, errors, v.w.oldHandleHint)}</div><div class="actions"><button name="button" type="submit" class="btn button">${v.w.createAlias}</button></div></form>
<hr class="spacer"><div class="table-wrapper"><table class="table inline-table"><thead><tr><th>${v.w.oldHandle}</th><th></th></tr></thead><tbody>${rows.length === 0 ? html`<tr><td class="muted-hint" colspan="2">${v.w.noAliases}</td></tr>` : rows.map((row) => html`<tr><td>${row.acct}</td><td><a class="table-action-link" data-method="delete" href="/settings/aliases/${row.id}">${v.w.unlink}</a></td></tr>`)}</tbody></table></div>`;
    return adminPage(instance, c, v, { title: v.w.aliases, body, active: 'security' });
  }

  function proofField(v: Signed, model: string, wrong: boolean, disabled: boolean): Html {
    const errors = wrong ? [v.w.isInvalid] : [];
    const off = disabled ? 'disabled' : '';
    return v.user.password === null
      ? field(model, 'current_username', html`<input class="string required" autocomplete="off" required type="text" name="${model}[current_username]" id="${model}_current_username" ${off}>`, v.w.username, errors)
      : field(model, 'current_password', html`<input class="password required" autocomplete="current-password" required type="password" name="${model}[current_password]" id="${model}_current_password" ${off}>`, v.w.currentPassword, errors);
  }

  function redirectState(v: Signed): Html {
    const target = v.account.movedToUri === null ? null : byUri(instance, v.account.movedToUri);
    if (!target) return html`<div class="simple_form"><div class="fields-group"><span class="positive-hint">${v.w.notRedirecting}</span></div></div>`;
    return html`<div class="simple_form"><div class="card h-card"><a href="${target.url}"><div class="display-name"><span>@${fullAcct(instance, target)}</span><strong class="emojify p-name">${target.displayName || target.username}</strong></div></a></div>
<div class="fields-group"><span class="positive-hint">${v.w.redirectingTo} ${acctOf(target)}.</span></div><a class="button" data-method="delete" href="/settings/migration/redirect">${v.w.cancelRedirect}</a></div>`;
  }

  function migrationPage(c: Context, v: Signed, typed: string, errors: MoveError[], wrongProof: boolean): Promise<Response> {
    const until = cooldownUntil(instance, v.account);
    const off = until === null ? '' : 'disabled';
    const acctErrors = errors.filter((error) => error !== 'cooldown').map((error) => v.w[moveTexts[error]]);
    const past = [...state.migrations.values()].filter((row) => row.accountId === v.account.id).sort((a, b) => Number(b.id) - Number(a.id));
    const days = until === null ? 0 : Math.ceil((until - instance.clock.now()) / 86_400_000);
    const warnings = until === null
      ? html`<ul class="hint">${[v.w.warn1, ...(is46 ? [v.w.warn2, v.w.warn3] : [v.w.warn3, v.w.warn2Before46]), v.w.warn4, v.w.warn5, v.w.warn6].map((text) => html`<li class="warning-hint">${text}</li>`)}</ul>`
      : html`<p class="hint"><span class="warning-hint">${v.w.cooldownText.replace('%d', String(days))}</span></p>`;
    const input = html`<input autocapitalize="none" autocorrect="off" class="string required" type="text" value="${typed}" name="account_migration[acct]" id="account_migration_acct" ${off}>`;
    const body = html`${redirectState(v)}<hr class="spacer">${heading(v.w.moveTitle)}
<form class="simple_form new_account_migration" id="new_account_migration" novalidate action="/settings/migration" accept-charset="UTF-8" method="post">${tokenField(v, '/settings/migration')}
${wrongProof ? banner(v, ['x']) : banner(v, errors)}${errors.includes('cooldown') ? html`<div class="flash-message alert"><strong>${v.w.onCooldown}</strong></div>` : ''}
${warnings}<p class="hint">${v.w.onlyRedirect} <a href="/settings/migration/redirect/new">${v.w.redirect}</a></p><hr class="spacer">
<div class="fields-row"><div class="fields-row__column fields-group fields-row__column-6">${field('account_migration', 'acct', input, v.w.newHandle, acctErrors)}</div><div class="fields-row__column fields-group fields-row__column-6">${proofField(v, 'account_migration', wrongProof, until !== null)}</div></div>
<div class="actions"><button name="button" type="submit" class="btn button button--destructive" ${off}>${v.w.moveFollowers}</button></div></form>
${past.length === 0 ? '' : html`<hr class="spacer">${heading(v.w.past)}<div class="table-wrapper"><table class="table inline-table"><thead><tr><th></th><th>${v.w.followersThen}</th><th></th></tr></thead><tbody>${past.map((row) => {
      const target = state.accounts.get(row.targetAccountId);
      return html`<tr><td>${target ? html`<a class="name-tag" title="${acctOf(target)}" href="${target.url}"><img class="avatar" width="16" height="16" alt="" src="/avatars/original/missing.png"><span class="username">${acctOf(target)}</span></a>` : row.acct}</td><td>${row.followersCount}</td><td><time class="time-ago" datetime="${new Date(row.createdAt).toISOString()}"></time></td></tr>`;
    })}</tbody></table></div>`}
<hr class="spacer">${heading(v.w.fromOther)}<p class="muted-hint"><a href="/settings/aliases">${v.w.createAliasLink}</a></p>`;
    return adminPage(instance, c, v, { title: v.w.migration, body, active: 'security' });
  }

  function redirectPage(c: Context, v: Signed, typed: string, errors: MoveError[], wrongProof: boolean): Promise<Response> {
    const input = html`<input autocapitalize="none" autocorrect="off" class="string required" type="text" value="${typed}" name="form_redirect[acct]" id="form_redirect_acct">`;
    const body = html`<form class="simple_form new_form_redirect" id="new_form_redirect" novalidate action="/settings/migration/redirect" accept-charset="UTF-8" method="post">${tokenField(v, '/settings/migration/redirect')}${wrongProof ? banner(v, ['x']) : banner(v, errors)}
<ul class="hint">${[v.w.warn3, v.w.warn4, v.w.warn6].map((text) => html`<li class="warning-hint">${text}</li>`)}</ul>
${field('form_redirect', 'acct', input, v.w.newHandle, errors.map((error) => v.w[moveTexts[error]]))}${proofField(v, 'form_redirect', wrongProof, false)}
<div class="actions"><button name="button" type="submit" class="btn button button--destructive">${v.w.redirect}</button></div></form>`;
    return adminPage(instance, c, v, { title: v.w.redirect, body, active: 'security' });
  }
}
