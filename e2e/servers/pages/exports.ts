import type { Context } from 'hono';
import type { App } from '../model';
import { html } from 'hono/html';
import Papa from 'papaparse';
import { requestArchive } from '../archive';
import type { Account, ArchiveRow, Instance } from '../model';
import { followersCount, followsCount, followsOf, fullAcct } from '../state';
import { since } from '../version';
import { adminPage, errorPage } from './layout';
import { actions, page, type Signed } from './router';

const archivePause = 6 * 86_400_000;

/** Lines as Mastodon writes them: LF, quotes only where needed (facts C). */
export function csv(rows: string[][], header?: string[]): string {
  const all = header ? [header, ...rows] : rows;
  return all.length === 0 ? '' : `${Papa.unparse(all, { newline: '\n' })}\n`;
}

function download(c: Context, name: string, text: string, type = 'text/csv'): Response {
  return c.body(text, 200, { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"; filename*=UTF-8''${name}`, 'Cache-Control': 'private, no-store' });
}

/** As Rails writes sizes: three digits that say something. */
function humanSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} Bytes`;
  const [size, unit] = bytes < 1_048_576 ? [bytes / 1024, 'KB'] : [bytes / 1_048_576, 'MB'];
  return `${Number(size.toPrecision(3))} ${unit}`;
}

const dumpPath = (archive: ArchiveRow) => `/system/backups/dumps/${archive.fileName}`;

/** Export page, its downloads, and the archive (facts A.5, C, D). */
export function mountExports(app: App, instance: Instance): void {
  const { state } = instance;
  const hasFilters = since(instance, '4.6');
  const name = (id: string) => {
    const account = state.accounts.get(id);
    return account ? fullAcct(instance, account) : '';
  };
  const newest = <Row extends { id: string }>(rows: Row[]) => rows.sort((a, b) => Number(b.id) - Number(a.id));
  const own = {
    follows: (me: Account) => newest(followsOf(instance, me)).map((row) => [name(row.to), String(row.reblogs), String(row.notify), row.languages?.join(', ') ?? '']),
    blocks: (me: Account) => newest([...state.blocks.values()].filter((row) => row.from === me.id)).map((row) => [name(row.to)]),
    mutes: (me: Account) => newest([...state.mutes.values()].filter((row) => row.from === me.id)).map((row) => [name(row.to), String(row.notifications)]),
    lists: (me: Account) => [...state.lists.values()].filter((row) => row.accountId === me.id).flatMap((list) => list.members.map((id) => [list.title, name(id)])),
    domains: (me: Account) => [...state.domainBlocks.values()].filter((row) => row.accountId === me.id).map((row) => [row.domain]),
    bookmarks: (me: Account) => newest([...state.bookmarks.of('account', me.id)]).map((row) => [state.statuses.get(row.statusId)?.uri ?? '']),
    filters: (me: Account) => [...state.filters.values()].filter((row) => row.accountId === me.id).sort((a, b) => a.title.localeCompare(b.title)),
  };

  page(app, instance, '/settings/export', { functional: false }, (c, v) => exportPage(c, v));
  const file = (path: string, fileName: string, make: (me: Account) => string, type?: string) =>
    page(app, instance, path, { functional: false }, (c, v) => download(c, fileName, make(v.account), type));
  file('/settings/exports/follows.csv', 'following_accounts.csv', (me) => csv(own.follows(me), ['Account address', 'Show boosts', 'Notify on new posts', 'Languages']));
  file('/settings/exports/blocks.csv', 'blocked_accounts.csv', (me) => csv(own.blocks(me)));
  file('/settings/exports/mutes.csv', 'muted_accounts.csv', (me) => csv(own.mutes(me), ['Account address', 'Hide notifications']));
  file('/settings/exports/lists.csv', 'lists.csv', (me) => csv(own.lists(me)));
  file('/settings/exports/domain_blocks.csv', 'blocked_domains.csv', (me) => csv(own.domains(me)));
  file('/settings/exports/bookmarks.csv', 'bookmarks.csv', (me) => csv(own.bookmarks(me)));
  if (hasFilters) {
    file('/settings/exports/custom_filters.json', 'custom_filters.json', (me) => JSON.stringify({
      custom_filters: own.filters(me).map((row) => ({
        title: row.title,
        expires_at: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString(),
        context: row.context,
        action: row.action,
        keywords_attributes: row.keywords.map((word) => ({ keyword: word.keyword, whole_word: word.wholeWord })),
        statuses: row.statuses.flatMap((status) => state.statuses.get(status.statusId)?.uri ?? []),
      })),
    }), 'application/json');
  }

  actions(app, instance, '/settings/export', { functional: false }, {
    post: (c, v) => {
      if (!mayRequest(v.account)) return errorPage(instance, c, 403, v.w.forbidden);
      requestArchive(instance, v.account);
      return c.redirect('/settings/export', 302);
    },
  });
  page(app, instance, '/backups/:id/download', { functional: false }, (c, v) => {
    const archive = state.archives.get(c.req.param('id') ?? '');
    if (!archive || archive.accountId !== v.account.id || !archive.processed) return errorPage(instance, c, 404, v.w.notFound);
    return c.redirect(dumpPath(archive), 302);
  });
  // The web server hands out the file to whoever knows its name.
  app.get('/system/backups/dumps/*', (c) => {
    const archive = [...state.archives.values()].find((row) => dumpPath(row) === c.req.path);
    return archive?.bytes ? c.body(archive.bytes.slice().buffer, 200, { 'Content-Type': 'application/zip' }) : c.body(null, 404);
  });

  function mayRequest(me: Account): boolean {
    return ![...state.archives.values()].some((row) => row.accountId === me.id && instance.clock.now() - row.createdAt < archivePause);
  }

  function exportPage(c: Context, v: Signed): Promise<Response> {
    const me = v.account;
    const row = (label: string, count: number | string, href?: string, format = 'CSV') =>
      html`<tr><th>${label}</th><td>${typeof count === 'number' ? count.toLocaleString(v.locale) : count}</td><td>${href === undefined ? '' : html`<a class="table-action-link" href="${href}">${format}</a>`}</td></tr>`;
    const archives = [...state.archives.values()].filter((archive) => archive.accountId === me.id);
    const body = html`<div class="table-wrapper"><table class="table"><tbody>
${row(v.w.storage, humanSize([...state.media.values()].reduce((sum, media) => sum + (media.accountId === me.id ? media.bytes.length : 0), 0)))}${row(v.w.posts, state.statuses.count('counted', me.id))}${row(v.w.follows, followsCount(instance, me), '/settings/exports/follows.csv')}${row(v.w.lists, [...state.lists.values()].filter((list) => list.accountId === me.id).length, '/settings/exports/lists.csv')}${row(v.w.followers, followersCount(instance, me))}${row(v.w.mutes, own.mutes(me).length, '/settings/exports/mutes.csv')}${row(v.w.blocks, own.blocks(me).length, '/settings/exports/blocks.csv')}${row(v.w.domainBlocks, own.domains(me).length, '/settings/exports/domain_blocks.csv')}${row(v.w.bookmarks, own.bookmarks(me).length, '/settings/exports/bookmarks.csv')}${hasFilters ? row(v.w.filters, own.filters(me).length, '/settings/exports/custom_filters.json', 'JSON') : ''}
</tbody></table></div><hr class="spacer"><p class="muted-hint">${v.w.archiveHint}</p>
${mayRequest(me) ? html`<p><a class="button" href="/settings/export" data-method="post" rel="nofollow">${v.w.requestArchive}</a></p>` : ''}
${archives.length === 0 ? '' : html`<div class="table-wrapper"><table class="table"><thead><tr><th>Date</th><th>Size</th><th></th></tr></thead><tbody>${archives.map((archive) => html`<tr><td><time class="formatted" datetime="${new Date(archive.createdAt).toISOString()}"></time></td>${archive.processed ? html`<td>${humanSize(archive.bytes?.length ?? 0)}</td><td><a class="table-action-link" href="${instance.web}/backups/${archive.id}/download">${v.w.downloadArchive}</a></td>` : html`<td colspan="2">${v.w.compiling}</td>`}</tr>`)}</tbody></table></div>`}`;
    return adminPage(instance, c, v, { title: v.w.export, body, active: 'export' });
  }
}
