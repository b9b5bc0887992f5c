import type { Context } from 'hono';
import type { App } from '../model';
import { html } from 'hono/html';
import { runImport } from '../imports';
import { importTypes, type BulkImport, type ImportType, type Instance } from '../model';
import { followLimit } from '../relations';
import { followsOf, nextId } from '../state';
import { since } from '../version';
import { csv } from './exports';
import { parseImport } from './importFile';
import { adminPage, errorPage, tokenField } from './layout';
import { actions, page, type Form, type Signed } from './router';
import type { Words } from './words';

const labels: Record<ImportType, (w: Words) => string> = {
  following: (w) => w.following,
  bookmarks: (w) => w.bookmarks,
  lists: (w) => w.lists,
  muting: (w) => w.muting,
  blocking: (w) => w.blocking,
  domain_blocking: (w) => w.domainBlocking,
  custom_filters: (w) => w.filters,
};
const failureNames: Record<ImportType, string> = {
  following: 'following_accounts_failures.csv', blocking: 'blocked_accounts_failures.csv', muting: 'muted_accounts_failures.csv', domain_blocking: 'blocked_domains_failures.csv', bookmarks: 'bookmarks_failures.csv', lists: 'lists_failures.csv', custom_filters: 'custom_filters_failures.json',
};

/** Rows that failed, with the defaults filled in; a heading for follows and mutes alone (facts B.8). */
function failuresCsv(bulk: BulkImport): string {
  const text = (value: unknown) => (Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : '');
  const rows = bulk.rows.map(({ data }): string[] => {
    if (bulk.type === 'following') return [text(data.acct), String(data.reblogs ?? true), String(data.notify ?? false), text(data.languages)];
    if (bulk.type === 'muting') return [text(data.acct), String(data.notifications ?? true)];
    return Object.values(data).map(text);
  });
  const head = bulk.type === 'following' ? ['Account address', 'Show boosts', 'Notify on new posts', 'Languages'] : bulk.type === 'muting' ? ['Account address', 'Hide notifications'] : null;
  return csv(rows, head ?? undefined);
}

/** Imports: form, confirm page, confirm, cancel, failures (facts A.5, B). */
export function mountImports(app: App, instance: Instance): void {
  const { state } = instance;
  const is46 = since(instance, '4.6');
  const access = { functional: true };
  const mine = (c: Context, v: Signed, wanted: BulkImport['state']): BulkImport | null => {
    const bulk = state.imports.get(c.req.param('id') ?? '');
    return bulk && bulk.accountId === v.account.id && bulk.state === wanted ? bulk : null;
  };

  page(app, instance, '/settings/imports', access, (c, v) => index(c, v, null));
  actions(app, instance, '/settings/imports', access, { post: upload });
  page(app, instance, '/settings/imports/:id', access, (c, v) => {
    const bulk = mine(c, v, 'unconfirmed');
    return bulk ? confirmPage(c, v, bulk) : errorPage(instance, c, 404, v.w.notFound);
  });
  actions(app, instance, '/settings/imports/:id', access, {
    delete: (c, v) => {
      const bulk = mine(c, v, 'unconfirmed');
      if (!bulk) return errorPage(instance, c, 404, v.w.notFound);
      state.imports.delete(bulk.id);
      return c.redirect('/settings/imports', 302);
    },
  });
  actions(app, instance, '/settings/imports/:id/confirm', access, {
    post: (c, v) => {
      const bulk = mine(c, v, 'unconfirmed');
      if (!bulk) return errorPage(instance, c, 404, v.w.notFound);
      runImport(instance, bulk);
      v.session.flash.push({ kind: 'notice', text: v.w.uploaded });
      return c.redirect('/settings/imports', 302);
    },
  });
  page(app, instance, '/settings/imports/:id/:file{failures\\.(csv|json)}', access, (c, v) => {
    const bulk = mine(c, v, 'finished');
    if (!bulk) return errorPage(instance, c, 404, v.w.notFound);
    const json = bulk.type === 'custom_filters';
    return c.body(json ? JSON.stringify({ custom_filters: bulk.rows.map((row) => row.data) }) : failuresCsv(bulk), 200, { 'Content-Type': json ? 'application/json' : 'text/csv', 'Content-Disposition': `attachment; filename="${failureNames[bulk.type]}"` });
  });

  async function upload(c: Context, v: Signed, form: Form): Promise<Response> {
    const typed = form['form_import[type]'];
    const type = importTypes.find((known) => known === typed && (is46 || known !== 'custom_filters'));
    const file = form['form_import[data]'];
    if (!type) return errorPage(instance, c, 400, v.w.badRequest);
    if (!(file instanceof File) || file.name === '') return index(c, v, v.w.cantBlank);
    const parsed = parseImport(type, file.name, file.type, new Uint8Array(await file.arrayBuffer()), instance.domain);
    if ('crash' in parsed) return errorPage(instance, c, 500, v.w.serverError);
    if ('error' in parsed) return index(c, v, v.w[parsed.error]);
    const overwrite = form['form_import[mode]'] === 'overwrite';
    const limit = followLimit(instance, v.account);
    if (type === 'following' && parsed.rows.length > limit - (overwrite ? 0 : followsOf(instance, v.account).length)) return index(c, v, v.w.followLimit.replace('%d', String(limit)));
    const bulk: BulkImport = {
      id: nextId(instance), accountId: v.account.id, type, overwrite, likelyMismatched: parsed.mismatch, fileName: file.name, state: 'unconfirmed', total: parsed.rows.length, processed: 0, imported: 0,
      rows: parsed.rows.map((data) => ({ id: nextId(instance), data })), createdAt: instance.clock.now(), finishedAt: null,
    };
    state.imports.set(bulk.id, bulk);
    return c.redirect(`/settings/imports/${bulk.id}`, 302);
  }

  function confirmPage(c: Context, v: Signed, bulk: BulkImport): Promise<Response> {
    const body = html`${bulk.likelyMismatched ? html`<div class="flash-message warning">${v.w.mismatch}</div>` : ''}
<p class="hint">${v.w.confirmText} <strong>${bulk.total}</strong> ${v.w.fromFile} <strong>${bulk.fileName}</strong>.</p>
<div class="simple_form"><div class="actions"><a class="button ${since(instance, '4.4') ? 'button-secondary' : 'button-tertiary'}" rel="nofollow" data-method="delete" href="/settings/imports/${bulk.id}">${v.w.cancel}</a> <a class="button" rel="nofollow" data-method="post" href="/settings/imports/${bulk.id}/confirm">${v.w.confirm}</a></div></div>`;
    return adminPage(instance, c, v, { title: `${v.w.importing}: ${labels[bulk.type](v.w)}`, body, active: 'import' });
  }

  function index(c: Context, v: Signed, error: string | null): Promise<Response> {
    const option = (type: ImportType) => html`<option value="${type}">${labels[type](v.w)}</option>`;
    const recent = [...state.imports.values()].filter((bulk) => bulk.accountId === v.account.id).sort((a, b) => Number(b.id) - Number(a.id)).slice(0, 10);
    const wrapper = is46 ? 'fields-group' : 'field-group';
    const body = html`<form class="simple_form new_form_import" id="new_form_import" novalidate enctype="multipart/form-data" action="/settings/imports" accept-charset="UTF-8" method="post">${tokenField(v, '/settings/imports')}
<div class="${wrapper}"><div class="input with_block_label grouped_select optional form_import_type"><label for="form_import_type">${v.w.importType}</label><div class="label_input"><select class="grouped_select optional" name="form_import[type]" id="form_import_type"><optgroup label="${v.w.groupFollows}">${option('following')}${option('bookmarks')}${option('lists')}</optgroup><optgroup label="${v.w.groupBlocks}">${option('muting')}${option('blocking')}${option('domain_blocking')}${is46 ? option('custom_filters') : ''}</optgroup></select></div></div></div>
<div class="fields-row"><div class="input with_block_label file optional form_import_data${error === null ? '' : ' field_with_errors'}"><label for="form_import_data">${v.w.data}</label><div class="label_input"><input class="file optional" type="file" name="form_import[data]" id="form_import_data"></div>${error === null ? '' : html`<span class="error">${error}</span>`}</div>
<div class="input with_block_label radio_buttons optional form_import_mode"><input type="hidden" name="form_import[mode]" value=""><ul><li class="radio"><label for="form_import_mode_merge"><input type="radio" value="merge" checked name="form_import[mode]" id="form_import_mode_merge">${v.w.merge}</label></li><li class="radio"><label for="form_import_mode_overwrite"><input type="radio" value="overwrite" name="form_import[mode]" id="form_import_mode_overwrite">${v.w.overwrite}</label></li></ul></div></div>
<div class="actions"><button name="button" type="submit" class="btn">${v.w.upload}</button></div></form>
${recent.length === 0 ? '' : html`<hr class="spacer"><h3>${v.w.recent}</h3><div class="table-wrapper"><table class="table"><thead><tr><th>${v.w.importType}</th><th>${v.w.status}</th><th>${v.w.imported}</th><th>${v.w.startedAt}</th><th>${v.w.failures}</th></tr></thead><tbody>${recent.map((bulk) => recentRow(v, bulk))}</tbody></table></div>`}`;
    return adminPage(instance, c, v, { title: v.w.import, body, active: 'import' });
  }

  function recentRow(v: Signed, bulk: BulkImport) {
    const failures = bulk.processed - bulk.imported;
    const suffix = bulk.type === 'custom_filters' ? 'json' : 'csv';
    const failureCell = failures === 0 ? '' : bulk.state === 'finished' ? html`<a href="/settings/imports/${bulk.id}/failures.${suffix}">${failures}</a>` : String(failures);
    const stateCell = bulk.state === 'unconfirmed' ? html`<a href="/settings/imports/${bulk.id}">${v.w.unconfirmed}</a>` : v.w[bulk.state];
    return html`<tr id="bulk_import_${bulk.id}"><td>${labels[bulk.type](v.w)}</td><td>${stateCell}</td><td>${bulk.imported} / ${bulk.total}</td><td><time class="formatted" datetime="${new Date(bulk.createdAt).toISOString()}"></time></td><td>${failureCell}</td></tr>`;
  }
}
