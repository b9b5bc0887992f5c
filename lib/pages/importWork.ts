import { sameAcct } from '@/lib/formats/acct';
import { readIdentity } from './identity';
import { errorNumber, readImportRows, refusal } from './imports';
import type { ImportSeen } from './page';
import { writeToPage, type Send } from './writes';

/** What the background may have done on the imports page. `as` = the acct that must be signed in, or nothing is sent. */
export type ImportCommand =
  | { movingDayCommand: 'readImports' }
  | { movingDayCommand: 'uploadImport'; as: string; type: string; mode: 'merge' | 'overwrite'; name: string; mime: string; text: string }
  | { movingDayCommand: 'confirmImport'; as: string; importId: string; name: string }
  | { movingDayCommand: 'cancelImport'; as: string; importId: string };

/** How a command ended. */
export interface ImportReply {
  /**
   * `account` = another account than `as` is signed in, or nobody, and nothing of ours is left there; `refused` = the
   * server did not take the file; `mismatch` = it doubts the file's type; `other` = that import is not of our file;
   * `gone` = there is no unconfirmed import of that number; `late` = it asks to wait; `failed` = no answer, or none that
   * tells whether it was taken.
   */
  end: 'done' | 'account' | 'refused' | 'mismatch' | 'other' | 'gone' | 'late' | 'failed';
  /** Who was signed in at the end, null = nobody. */
  who: string | null;
  /** The table of imports, newest first, where the page was read. */
  rows: ImportSeen[];
  /** Number of the import that was made. */
  importId: string | null;
  /** A number that the refusal names: how many accounts may be followed. */
  limit: number | null;
  /** Seconds to wait, where the server says so. */
  wait: number | null;
}

/** The page's own ways: its requests carry the person's session and are answered afresh. `parse` makes a document of a page's text at its address. */
export interface PageNet {
  send: Send;
  parse(html: string, url: string): Document;
}

interface Look {
  doc: Document;
  path: string;
  who: string | null;
  status: number;
}

/**
 * Does one command on the imports page. Who is signed in is read from the very page whose token the request takes, and
 * from the page that answers: another account's token would be refused by the server itself. Source: mastodon v4.6.5,
 * app/controllers/settings/imports_controller.rb.
 */
export async function workOnImports(command: ImportCommand, net: PageNet): Promise<ImportReply> {
  const page = await look(net, command.movingDayCommand === 'confirmImport' ? `/settings/imports/${command.importId}` : '/settings/imports');
  if (page === null) return reply('failed');
  const rows = readImportRows(page.doc);
  if (command.movingDayCommand === 'readImports') return busy(page.status) ? late(page) : { ...reply(page.path === '/settings/imports' ? 'done' : 'account', page.who), rows };
  if (busy(page.status)) return late(page);
  // An error page names nobody.
  const who = page.status === 404 ? ((await look(net, '/settings/imports'))?.who ?? null) : page.who;
  if (who === null || !sameAcct(who, command.as)) return reply('account', who);
  if (page.status === 404) return reply('gone', who);
  if (command.movingDayCommand === 'uploadImport') return upload(command, page, net);
  if (command.movingDayCommand === 'cancelImport') return ended(net, command.as, await writeToPage(page.doc, 'cancelImport', `/settings/imports/${command.importId}`, new FormData(), net.send));
  if (!page.doc.body.textContent.includes(command.name)) return reply('other', who);
  if (page.doc.querySelector('.flash-message.warning')) return reply('mismatch', who);
  return ended(net, command.as, await writeToPage(page.doc, 'confirmImport', `/settings/imports/${command.importId}/confirm`, new FormData(), net.send));
}

async function upload(command: ImportCommand & { movingDayCommand: 'uploadImport' }, page: Look, net: PageNet): Promise<ImportReply> {
  const fields = new FormData();
  fields.set('form_import[type]', command.type);
  fields.set('form_import[mode]', command.mode);
  fields.set('form_import[data]', new File([command.text], command.name, { type: command.mime }));
  const { answer } = await writeToPage(page.doc, 'uploadImport', '/settings/imports', fields, net.send);
  const seen = answer && (await read(net, answer));
  if (!seen) return reply('failed', page.who);
  if (busy(seen.status)) return late(seen, answer);
  const importId = /^\/settings\/imports\/(\d+)$/.exec(seen.path)?.[1] ?? null;
  if (seen.status === 422) return foreign(net, command.as);
  if (importId === null) return refused(seen);
  const mine = seen.who !== null && sameAcct(seen.who, command.as);
  const doubted = seen.doc.querySelector('.flash-message.warning') !== null;
  // It belongs to whoever this page names. Unconfirmed it does nothing, and it is taken back.
  if (!mine || doubted) await writeToPage(seen.doc, 'cancelImport', seen.path, new FormData(), net.send);
  return { ...reply(!mine ? 'account' : doubted ? 'mismatch' : 'done', seen.who), importId: mine && !doubted ? importId : null };
}

/** The form came back with an error at a field, or an error page did. */
function refused(seen: Look): ImportReply {
  if (seen.who === null && seen.status < 400) return reply('account');
  const field = seen.status >= 400 || refusal(seen.doc) !== null;
  return { ...reply(field ? 'refused' : 'failed', seen.who), limit: errorNumber(seen.doc) };
}

async function ended(net: PageNet, as: string, { answer }: Awaited<ReturnType<typeof writeToPage>>): Promise<ImportReply> {
  const seen = answer && (await read(net, answer));
  if (!seen) return reply('failed');
  if (busy(seen.status)) return late(seen, answer);
  if (seen.status === 422) return foreign(net, as);
  if (seen.status === 404) return reply('gone', as);
  if (seen.status >= 400) return reply('failed', as);
  return { ...reply(seen.who !== null && sameAcct(seen.who, as) ? 'done' : 'account', seen.who), rows: readImportRows(seen.doc) };
}

/** The token was not taken: it is that of a session that has ended, mostly because somebody else has signed in. */
async function foreign(net: PageNet, as: string): Promise<ImportReply> {
  const now = await look(net, '/settings/imports');
  return now !== null && !busy(now.status) && (now.who === null || !sameAcct(now.who, as)) ? reply('account', now.who) : reply('failed', as);
}

async function look(net: PageNet, path: string): Promise<Look | null> {
  try {
    return await read(net, await net.send(path, {}));
  } catch {
    return null;
  }
}

async function read(net: PageNet, answer: Response): Promise<Look | null> {
  try {
    const doc = net.parse(await answer.text(), answer.url);
    return { doc, path: new URL(answer.url).pathname, who: readIdentity(doc)?.acct ?? null, status: answer.status };
  } catch {
    return null;
  }
}

const busy = (status: number) => status === 429 || status >= 500;

function late({ who, status }: Look, answer?: Response | null): ImportReply {
  const wait = Number(answer?.headers.get('Retry-After') ?? Number.NaN);
  return { ...reply(status === 429 ? 'late' : 'failed', who), wait: Number.isFinite(wait) ? wait : null };
}

function reply(end: ImportReply['end'], who: string | null = null): ImportReply {
  return { end, who, rows: [], importId: null, limit: null, wait: null };
}
