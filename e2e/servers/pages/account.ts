import type { Context } from 'hono';
import type { App } from '../model';
import { html } from 'hono/html';
import type { Instance } from '../model';
import { updateProfile } from '../moving';
import { acctOf, byUri, findLocal, nextId } from '../state';
import { since } from '../version';
import { adminPage, authPage, errorPage, tokenField } from './layout';
import { actions, nested, page, proofHolds, type Signed } from './router';
import { visit } from './session';

/** Account settings, deletion, profile, home and profile pages (facts A.5, G). */
export function mountAccount(app: App, instance: Instance): void {
  page(app, instance, '/auth/edit', { functional: false }, (c, v) => {
    const target = v.account.movedToUri === null ? null : byUri(instance, v.account.movedToUri);
    const body = html`${target ? html`<div class="flash-message warning">${v.w.movedElsewhere} ${acctOf(target)}. <a href="/settings/migration">${v.w.moveLink}</a></div>` : ''}
<form class="simple_form auth_edit" id="edit_user" novalidate action="/auth" accept-charset="UTF-8" method="post"><input type="hidden" name="_method" value="put">${tokenField(v, '/auth', 'put')}<div class="input email"><label for="user_email">${v.w.email}</label><input type="email" name="user[email]" id="user_email" value="${v.user.email}"></div><div class="input password"><label for="user_current_password">${v.w.currentPassword}</label><input type="password" name="user[current_password]" id="user_current_password"></div><div class="actions"><button name="button" type="submit" class="btn">OK</button></div></form>
<hr class="spacer"><p class="muted-hint"><a href="/settings/migration">${v.w.moveLink}</a></p><p class="muted-hint"><a href="/settings/aliases">${v.w.aliasLink}</a></p>${v.account.suspended ? '' : html`<p class="muted-hint"><a href="/settings/delete">${v.w.deleteAccount}</a></p>`}`;
    return adminPage(instance, c, v, { title: v.w.account, body, active: 'security' });
  });

  page(app, instance, '/settings/delete', { functional: false, notSuspended: true }, (c, v) => {
    const proof = v.user.password === null
      ? html`<label for="form_delete_confirmation_username">${v.w.username}</label><input type="text" name="form_delete_confirmation[username]" id="form_delete_confirmation_username">`
      : html`<label for="form_delete_confirmation_password">${v.w.currentPassword}</label><input type="password" name="form_delete_confirmation[password]" id="form_delete_confirmation_password">`;
    const body = html`<form class="simple_form new_form_delete_confirmation" id="new_form_delete_confirmation" novalidate action="/settings/delete" accept-charset="UTF-8" method="post"><input type="hidden" name="_method" value="delete">${tokenField(v, '/settings/delete', 'delete')}<ul class="hint"><li class="warning-hint">${v.w.deleteWarn}</li></ul><div class="input">${proof}</div><div class="actions"><button name="button" type="submit" class="btn negative">${v.w.deleteAccount}</button></div></form>`;
    return adminPage(instance, c, v, { title: v.w.delete, body, active: 'security' });
  });
  actions(app, instance, '/settings/delete', { functional: false, notSuspended: true }, {
    delete: (c, v, form) => {
      const values = nested(form, 'form_delete_confirmation');
      if (!values) return errorPage(instance, c, 400, v.w.badRequest);
      if (!proofHolds(v, values, { password: 'password', username: 'username' })) {
        v.session.flash.push({ kind: 'alert', text: v.w.wrongProof });
        return c.redirect('/settings/delete', 302);
      }
      v.account.suspended = true;
      v.account.movedToUri = null;
      v.session.userAccountId = null;
      v.session.flash.push({ kind: 'notice', text: v.w.deleted });
      return c.redirect('/auth/sign_in', 302);
    },
  });

  app.get('/settings', (c) => c.redirect('/settings/profile', 301));
  if (since(instance, '4.6')) {
    const moved = (c: Context, v: Signed) =>
      adminPage(instance, c, v, { title: v.w.profile, active: 'profile', body: html`<div class="content__heading__tabs"><a id="edit_profile" href="/settings/profile">${v.w.profile}</a></div><aside class="callout"><p>${v.w.editInApp}</p><a href="/profile/edit">${v.w.profile}</a></aside>` });
    page(app, instance, '/settings/profile', { functional: true }, moved);
    page(app, instance, '/profile/edit', { functional: true }, moved);
  } else {
    page(app, instance, '/settings/profile', { functional: true }, (c, v) =>
      adminPage(instance, c, v, {
        title: v.w.profile,
        active: 'profile',
        body: html`<form class="simple_form edit_account" id="edit_profile" novalidate enctype="multipart/form-data" action="/settings/profile" accept-charset="UTF-8" method="post"><input type="hidden" name="_method" value="patch" autocomplete="off">${tokenField(v, '/settings/profile', 'patch')}<label for="account_display_name">${v.w.username}</label><input type="text" name="account[display_name]" id="account_display_name" data-default="${v.account.username}" value="${v.account.displayName}"><textarea name="account[note]" id="account_note">${v.account.note}</textarea><input type="file" name="account[avatar]" id="account_avatar"><input type="file" name="account[header]" id="account_header"><button name="button" type="submit" class="btn">OK</button></form>`,
      }));
    actions(app, instance, '/settings/profile', { functional: true }, {
      patch: async (c, v, form) => {
        const values = nested(form, 'account');
        if (!values) return errorPage(instance, c, 400, v.w.badRequest);
        updateProfile(instance, v.account, { displayName: values.display_name ?? v.account.displayName, note: values.note ?? v.account.note });
        const avatar = form['account[avatar]'];
        if (avatar instanceof File && avatar.size > 0) updateProfile(instance, v.account, { avatar: { type: avatar.type, bytes: new Uint8Array(await avatar.arrayBuffer()), url: `${instance.mediaOrigin}/accounts/avatars/${nextId(instance)}.png` } });
        v.session.flash.push({ kind: 'notice', text: v.w.saved });
        return c.redirect('/settings/profile', 302);
      },
    });
  }

  const home = (c: Context): Response | Promise<Response> => {
    const v = visit(instance, c);
    if (v.user && v.account) return adminPage(instance, c, { ...v }, { title: instance.options.title, body: html`<p>@${v.account.username}</p>`, active: 'web' });
    return authPage(instance, c, v, { title: instance.options.title, body: html`<p><a href="/auth/sign_in">${v.w.signIn}</a></p>` });
  };
  app.get('/', home);
  app.get('/about', home);
  app.get('/:handle{@[^/@]+}', (c) => {
    const v = visit(instance, c);
    const found = findLocal(instance, c.req.param('handle').slice(1));
    return found ? authPage(instance, c, v, { title: found.displayName || found.username, body: html`<p>@${found.username}@${instance.domain}</p>` }) : errorPage(instance, c, 404, v.w.notFound);
  });
}
