import type { GuideContext, Guidance, ImportSeen, SettingsPage } from './page';
import { followOrders, otherSignIn } from '@/lib/move/importPlan';
import { at, open, speak, submitOf, unknownShape } from './parts';

const form = 'form#new_form_import';

/** `/settings/imports`: all files are sent by one press; or the file is put into the form, and the person presses Upload. */
export const importsPage: SettingsPage = {
  id: 'imports',
  path: '/settings/imports',
  side: 'new',
  matches: (path) => path === '/settings/imports',
  read: (doc) => ({
    imports: readImportRows(doc),
    uploadRefused: refusal(doc),
  }),
  guide,
};

function guide(doc: Document, context: GuideContext): Guidance {
  const file = doc.querySelector<HTMLInputElement>('#form_import_data');
  const type = doc.querySelector<HTMLSelectElement>('#form_import_type');
  if (!file || !type) return unknownShape('imports');
  const refused = refusal(doc);
  if (refused) return speak('imports.refused', [], { tone: 'stop', ring: doc.querySelector('.form_import_data'), actions: next(context) });
  if ((file.files?.length ?? 0) > 0) {
    const ours = context.files.find((known) => known.importType === type.value);
    return ours ? speak('imports.ready', [], { ring: submitOf(doc, form) }) : speak('imports.byHand', [], { tone: 'look', ring: submitOf(doc, form) });
  }
  if (context.backupAt === null) return speak('imports.noBackup', [], { tone: 'look', actions: [{ id: 'openDesk', at: 'backup' }] });
  const { run } = context;
  if (run?.status === 'running' || run?.status === 'waiting') return sending(context);
  if (run?.status === 'held') {
    const orders = followOrders.map((order) => ({ id: 'order', order }) as const);
    // The page shows who was signed in when it was loaded: loaded again, it shows who is.
    const otherAccount = run.problem !== null && otherSignIn.includes(run.problem.code);
    const actions: Guidance['actions'] = run.asksOrder ? orders : otherAccount ? [{ id: 'reload' }, { id: 'bringAll' }] : [{ id: 'bringAll' }, { id: 'byHand' }];
    return context.byHand && !run.asksOrder ? one(doc, context) : speak('imports.held', [], { tone: 'look', actions, ...(run.problem ? { problem: run.problem } : {}) });
  }
  return one(doc, context);
}

function sending({ files, run }: GuideContext): Guidance {
  const sent = files.filter((known) => known.state === 'running' || known.state === 'done').length;
  const problem = run?.problem ? { problem: run.problem, tone: 'look' as const } : {};
  return speak('imports.sending', [Math.min(sent + 1, files.length), files.length], { actions: [{ id: 'hold' }], ...problem });
}

/** All files by one press, or the next by hand; then what has become of them. */
function one(doc: Document, context: GuideContext): Guidance {
  const waiting = context.files.find((known) => known.state === 'handed');
  const confirm = waiting ? doc.querySelector('tr[id^="bulk_import_"] a[href^="/settings/imports/"]:not([href*="failures"])') : null;
  if (confirm) return speak('imports.unconfirmed', [], { tone: 'look', ring: confirm });
  const todo = context.files.filter((known) => known.state === 'todo').length;
  if (todo > 0 && context.byHand) return speak('imports.todo', [], { actions: next(context) });
  if (todo > 0) return speak('imports.all', [todo, at(context.newAcct)], { actions: [{ id: 'bringAll' }, { id: 'byHand' }] });
  const running = context.files.filter((known) => known.state === 'running').length;
  const { run } = context;
  if (run && run.over > 0 && (run.free ?? 0) > 0) return speak('imports.more', [Math.min(run.over, run.free ?? 0), run.over], { actions: [{ id: 'bringAll' }] });
  return running > 0
    ? speak('imports.running', [running], { actions: [open('aliases', 'new'), { id: 'openDesk', at: 'import' }] })
    : speak('imports.done', [], { tone: 'done', actions: [open('aliases', 'new'), { id: 'openDesk', at: 'import' }] });
}

function next(context: GuideContext): Guidance['actions'] {
  const file = context.files.find((known) => known.state === 'todo');
  return file ? [{ id: 'putFile', kind: file.kind }] : [];
}

/** The table of imports, newest first. */
export function readImportRows(doc: Document): ImportSeen[] {
  return [...doc.querySelectorAll('tr[id^="bulk_import_"]')].flatMap(readRow);
}

/** The number that the error at the file names, whatever its language; null where it names none, or several. */
export function errorNumber(doc: Document): number | null {
  const text = doc.querySelector('.form_import_data .error')?.textContent ?? '';
  const [found, ...more] = text.match(/\d+(?:[.,\s\u00a0\u202f'’]\d{3})*/g) ?? [];
  return found === undefined || more.length > 0 ? null : number(found);
}

/** The field of the import form that the server did not take. */
export function refusal(doc: Document): 'type' | 'file' | null {
  if (doc.querySelector('.form_import_type.field_with_errors')) return 'type';
  return doc.querySelector('.form_import_data.field_with_errors') ? 'file' : null;
}

/** Cells have no classes: the state is told by links, the counters by their form `a / b` (facts A.5). */
function readRow(row: Element): ImportSeen[] {
  const importId = row.id.replace('bulk_import_', '');
  const counts = [...row.querySelectorAll('td')].map((cell) => /^\s*([\d.,\s]+)\/\s*([\d.,\s]+)$/.exec(cell.textContent)).find((match) => match !== null);
  if (!counts || !/^\d+$/.test(importId)) return [];
  const imported = number(counts[1]);
  const total = number(counts[2]);
  const links = [...row.querySelectorAll('a[href]')].map((link) => link.getAttribute('href') ?? '');
  const unconfirmed = links.some((href) => href.endsWith(`/settings/imports/${importId}`));
  const finished = !unconfirmed && (links.some((href) => href.includes('/failures.')) || (total > 0 && imported === total));
  return [{ importId, imported, total, unconfirmed, finished, startedAt: row.querySelector('time[datetime]')?.getAttribute('datetime') ?? null }];
}

function number(text: string | undefined): number {
  return Number((text ?? '').replace(/\D/g, ''));
}
