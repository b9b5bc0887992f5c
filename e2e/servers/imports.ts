import { resolve, resolveStatus } from './federation';
import type { Account, BulkImport, Instance } from './model';
import { block, blockDomain, follow, mute, unfollow, validDomain } from './relations';
import { followsOf, nextId } from './state';

/** Waits before the six retries of a refused row, in milliseconds (facts B.6: about 19 minutes in total). */
const retries = [15, 16, 31, 96, 271, 640].map((seconds) => seconds * 1000);

type Row = BulkImport['rows'][number];
type Outcome = 'imported' | 'failed' | 'refused';

/** Starts a confirmed import: scheduled, then one job a row (facts B.5, B.6). */
export function runImport(instance: Instance, bulk: BulkImport): void {
  bulk.state = 'scheduled';
  instance.clock.after(2000, () => {
    const account = instance.state.accounts.get(bulk.accountId);
    if (!account) return;
    bulk.state = 'in_progress';
    if (bulk.type === 'domain_blocking') return importDomains(instance, account, bulk);
    const rows = collapse(bulk);
    if (bulk.overwrite) removeOthers(instance, account, bulk, rows);
    rows.forEach((row, index) => instance.clock.after(index * instance.options.rowPause, () => tryRow(instance, account, bulk, row, 0)));
    finishIfDone(instance, bulk);
  });
}

/** Doubles become one row but stay in the total, so that such an import never finishes (facts B.6). */
function collapse(bulk: BulkImport): Row[] {
  if (bulk.type === 'lists' || bulk.type === 'custom_filters') return [...bulk.rows];
  return [...new Map(bulk.rows.map((row) => [String(row.data.acct ?? row.data.uri), row])).values()];
}

async function tryRow(instance: Instance, account: Account, bulk: BulkImport, row: Row, attempt: number): Promise<void> {
  const outcome = await importRow(instance, account, bulk, row);
  const pause = retries[attempt];
  if (outcome === 'refused' && pause !== undefined) {
    instance.clock.after(pause, () => tryRow(instance, account, bulk, row, attempt + 1));
    return;
  }
  bulk.processed++;
  if (outcome === 'imported') {
    bulk.imported++;
    bulk.rows = bulk.rows.filter((other) => other.id !== row.id);
  }
  finishIfDone(instance, bulk);
}

function finishIfDone(instance: Instance, bulk: BulkImport): void {
  if (bulk.processed !== bulk.total) return;
  bulk.state = 'finished';
  bulk.finishedAt = instance.clock.now();
}

async function importRow(instance: Instance, account: Account, bulk: BulkImport, row: Row): Promise<Outcome> {
  if (bulk.type === 'bookmarks') return importBookmark(instance, account, String(row.data.uri));
  if (bulk.type === 'custom_filters') return importFilter(instance, account, row);
  const acct = String(row.data.acct);
  const domain = acct.split('@')[1] ?? instance.domain;
  const brokenUntil = instance.broken.get(domain) ?? 0;
  const target = brokenUntil > instance.clock.now() ? null : await resolve(instance, acct);
  if (!target) {
    if (domain !== instance.domain && brokenUntil <= instance.clock.now()) instance.broken.set(domain, instance.clock.now() + 300_000);
    return 'failed';
  }
  if (bulk.type === 'blocking') {
    block(instance, account, target);
    return 'imported';
  }
  if (bulk.type === 'muting') {
    mute(instance, account, target, row.data.notifications !== false);
    return 'imported';
  }
  if (target.id === account.id || target.suspended) return 'failed';
  const options = { reblogs: flag(row.data.reblogs), notify: flag(row.data.notify), languages: Array.isArray(row.data.languages) ? row.data.languages.map(String) : undefined };
  const followed = follow(instance, account, target, bulk.type === 'lists' ? {} : options);
  if (followed === 'notAllowed' || followed === 'limit') return 'refused';
  return bulk.type === 'lists' ? addToList(instance, account, target, String(row.data.title)) : 'imported';
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function addToList(instance: Instance, account: Account, target: Account, title: string): Outcome {
  const own = [...instance.state.lists.values()].filter((list) => list.accountId === account.id);
  let list = own.find((candidate) => candidate.title === title);
  if (!list) {
    if (own.length >= 50) return 'refused';
    list = { id: nextId(instance), accountId: account.id, title, repliesPolicy: 'list', exclusive: false, members: [] };
    instance.state.lists.set(list.id, list);
  }
  if (list.members.includes(target.id)) return 'refused';
  list.members.push(target.id);
  return 'imported';
}

async function importBookmark(instance: Instance, account: Account, uri: string): Promise<Outcome> {
  const status = await resolveStatus(instance, uri, account);
  if (!status) return 'failed';
  const known = [...instance.state.bookmarks.values()].some((row) => row.accountId === account.id && row.statusId === status.id);
  if (!known) {
    const id = nextId(instance);
    instance.state.bookmarks.set(id, { id, accountId: account.id, statusId: status.id });
  }
  return 'imported';
}

function importFilter(instance: Instance, account: Account, row: Row): Outcome {
  const data = row.data as { title?: unknown; context?: unknown; action?: unknown; expires_at?: unknown; keywords_attributes?: unknown; statuses?: unknown };
  if (typeof data.title !== 'string' || data.title === '' || !Array.isArray(data.context) || data.context.length === 0) return 'refused';
  const keywords = Array.isArray(data.keywords_attributes) ? (data.keywords_attributes as { keyword?: unknown; whole_word?: unknown }[]) : [];
  const { title } = data;
  const context = data.context.map(String);
  const own = [...instance.state.filters.values()].find((filter) => filter.accountId === account.id && filter.title === title && JSON.stringify(filter.context) === JSON.stringify(context));
  const known = instance.options.filterImport === 'replaces' ? own : undefined;
  const id = known?.id ?? nextId(instance);
  // Posts that the server does not know are left out without a word (facts B.9).
  const uris = Array.isArray(data.statuses) ? data.statuses.map(String) : [];
  const statuses = uris.flatMap((uri) => instance.state.statuses.first('uri', uri) ?? []).map((status) => ({ id: nextId(instance), statusId: status.id }));
  const expires = typeof data.expires_at === 'string' ? Date.parse(data.expires_at) : null;
  instance.state.filters.set(id, {
    id,
    accountId: account.id,
    title,
    context,
    action: data.action === 'hide' ? 'hide' : data.action === 'blur' ? 'blur' : 'warn',
    expiresAt: expires,
    keywords: keywords.map((word) => ({ id: nextId(instance), keyword: String(word.keyword), wholeWord: word.whole_word === true })),
    statuses: statuses.length > 0 ? statuses : (known?.statuses ?? []),
  });
  return 'imported';
}

/** All domains at once; one that is invalid aborts the rest (facts B.6). */
function importDomains(instance: Instance, account: Account, bulk: BulkImport): void {
  if (bulk.overwrite) for (const row of [...instance.state.domainBlocks.values()]) if (row.accountId === account.id) instance.state.domainBlocks.delete(row.id);
  const domains = bulk.rows.map((row) => String(row.data.domain));
  const bad = domains.findIndex((domain) => !validDomain(domain));
  for (const domain of bad < 0 ? domains : domains.slice(0, bad)) blockDomain(instance, account, domain);
  if (bad < 0) bulk.imported = bulk.total;
  bulk.processed = bulk.total;
  bulk.rows = [];
  bulk.state = 'finished';
  bulk.finishedAt = instance.clock.now();
}

/** Overwrite removes first what is not in the file (facts B.7). */
function removeOthers(instance: Instance, account: Account, bulk: BulkImport, rows: Row[]): void {
  const { state } = instance;
  const wanted = new Set(rows.map((row) => String(row.data.acct ?? row.data.uri ?? row.data.title).toLowerCase()));
  const acctFor = (id: string) => {
    const other = state.accounts.get(id);
    return other ? `${other.username}@${other.domain ?? instance.domain}`.toLowerCase() : '';
  };
  if (bulk.type === 'following') {
    for (const row of followsOf(instance, account)) {
      const other = state.accounts.get(row.to);
      if (other && !wanted.has(acctFor(row.to))) unfollow(instance, account, other);
    }
  }
  const own = bulk.type === 'blocking' ? state.blocks : bulk.type === 'muting' ? state.mutes : null;
  if (own) for (const row of [...own.values()]) if (row.from === account.id && !wanted.has(acctFor(row.to))) own.delete(row.id);
  if (bulk.type === 'bookmarks') {
    for (const row of [...state.bookmarks.values()]) {
      if (row.accountId === account.id && !wanted.has((state.statuses.get(row.statusId)?.uri ?? '').toLowerCase())) state.bookmarks.delete(row.id);
    }
  }
  if (bulk.type === 'lists') {
    const titles = new Set(rows.map((row) => String(row.data.title)));
    for (const list of [...state.lists.values()]) {
      if (list.accountId !== account.id) continue;
      if (titles.has(list.title)) list.members = [];
      else state.lists.delete(list.id);
    }
  }
  const stays = (title: string) => instance.options.filterImport === 'replaces' && rows.some((row) => row.data.title === title);
  if (bulk.type === 'custom_filters') for (const row of [...state.filters.values()]) if (row.accountId === account.id && !stays(row.title)) state.filters.delete(row.id);
}

/** Nightly: unconfirmed imports older than 10 minutes and all older than 7 days go (facts B.5). */
export function vacuum(instance: Instance): void {
  const now = instance.clock.now();
  for (const bulk of [...instance.state.imports.values()]) {
    const age = now - bulk.createdAt;
    if ((bulk.state === 'unconfirmed' && age > 600_000) || age > 7 * 86_400_000) instance.state.imports.delete(bulk.id);
  }
  for (const archive of [...instance.state.archives.values()]) if (now - archive.createdAt > 7 * 86_400_000) instance.state.archives.delete(archive.id);
}

