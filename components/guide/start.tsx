import { render } from 'preact';
import { every } from '@/lib/browser/clock';
import { isOrphan, onCommand } from '@/lib/browser/runtime';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import { adviceFor, roleOf } from '@/lib/pages/advice';
import { newestImport } from '@/lib/pages/importIds';
import { readImportRows } from '@/lib/pages/imports';
import { readIdentity } from '@/lib/pages/identity';
import type { KindId } from '@/lib/move/model';
import type { GuideAction, GuideContext } from '@/lib/pages/page';
import { pageFor } from '@/lib/pages/registry';
import { writeToPage } from '@/lib/pages/writes';
import { answerCommand } from './commands';
import { Guide } from './Guide';

const replaced = 'moving-day-guide-replaced';
/** How often the background is asked again while the page is looked at, in milliseconds; oftener while files are sent. */
const pause = 4000;
const sendingPause = 1000;

/** Is there nothing to say on this page, whatever the background knows? Nobody is signed in, and it is none of the journey's. */
export function isQuietPage(): boolean {
  return pageFor(location.pathname, document) === null && readIdentity(document) === null;
}

/** On a page where nothing is to be said: answers what the background asks, until the returned function is called. */
export function answerQuietly(): () => void {
  return onCommand(answerCommand);
}

/**
 * Shows the guide in `container` and keeps it up to date. A second guide on the same page (after an update) replaces
 * the first. Returns what takes it away again, without a trace.
 */
export function startGuide(container: HTMLElement, remove: () => void): () => void {
  let context: GuideContext | null = null;
  let aside = false;
  let byHand = false;
  let ticks = 0;
  let note = '';
  const load = crypto.randomUUID();
  // A file that waits for the new account's backup is put in when that is there.
  let waits: GuideAction | null = null;
  // Told once: the page does not change by itself, and an old tab must not speak against a newer one.
  let exportTold = false;
  let reread = false;
  const filled = new WeakSet<HTMLInputElement>();

  function draw(): void {
    if (!context) return;
    const page = pageFor(location.pathname, document);
    const identity = readIdentity(document);
    const known = { ...context, byHand, checkpointPassed: context.checkpointPassed || aside };
    const guidance = adviceFor(page, document, known, identity);
    const role = identity === null ? null : roleOf(context, identity);
    if (context.role === null || (identity === null && guidance === null)) return render(null, container);
    for (const { field, value } of guidance?.fill ?? []) {
      if (filled.has(field)) continue;
      filled.add(field);
      if (field.value === '') setValue(field, value);
    }
    render(<Guide context={context} identity={identity} role={role} guidance={guidance} showFiles={page?.id === 'imports' && role === 'new'} note={note} onAction={act} />, container);
  }

  async function refresh(): Promise<void> {
    const page = pageFor(location.pathname, document);
    const running = page?.id === 'imports' && context?.files.some((file) => file.state === 'running') === true;
    const doc = running || reread ? await readAfresh() : document;
    const reply = await send('hello', { page: page?.id ?? null, path: location.pathname, load, identity: readIdentity(doc), reading: page === null || (page.id === 'export' && exportTold) ? {} : page.read(doc) });
    if (reply.ok) {
      context = reply.value;
      exportTold = page?.id === 'export';
      reread = false;
    }
    draw();
  }

  function act(action: GuideAction): void {
    if (action.id === 'setAside') {
      aside = true;
      draw();
      return;
    }
    if (action.id === 'byHand' || action.id === 'bringAll') byHand = action.id === 'byHand';
    void run(action).then(refresh);
  }

  async function run(action: GuideAction): Promise<void> {
    waits = null;
    if (action.id === 'putFile') {
      const end = await putFile(action.kind, context?.files.find((file) => file.kind === action.kind)?.importType);
      if (end === 'keeping') waits = action;
      note = end === '' ? '' : say(`guide.${end}`);
      // The page, and this note, hear of it once nothing of what was said before stands there.
      if (end === '') tellPage();
    }
    if (action.id === 'bringAll') await send('bringFiles', {});
    if (action.id === 'order') await send('bringFiles', { order: action.order });
    if (action.id === 'hold') await send('holdFiles', {});
    if (action.id === 'backUp') {
      await send('backUp', {});
      await send('openDesk', { at: 'backup' });
    }
    if (action.id === 'requestArchive') {
      const { end } = await writeToPage(document, 'requestArchive', '/settings/export');
      if (end === 'done') location.reload();
      else note = say(`guide.archive.${end}`);
      reread = end === 'refused';
      exportTold = !reread;
    }
    if (action.id === 'reload') location.reload();
    if (action.id === 'openDesk') await send('openDesk', { at: action.at });
    if (action.id === 'openPage') await send('openPage', { role: action.role, page: action.page });
  }

  const stopTicking = every(sendingPause, () => {
    if (isOrphan()) return remove();
    ticks++;
    if (waits !== null) void run(waits).then(refresh);
    const sending = context?.run?.status === 'running';
    if (document.visibilityState === 'visible' && (sending || ticks % (pause / sendingPause) === 0)) void refresh();
  });
  const stopAnswering = onCommand(answerCommand);
  const onReplaced = () => remove();
  document.dispatchEvent(new CustomEvent(replaced));
  document.addEventListener(replaced, onReplaced);
  window.addEventListener('pageshow', onShow);
  document.addEventListener('change', draw);
  function onShow(): void {
    void refresh();
  }
  void refresh();
  return () => {
    stopTicking();
    stopAnswering();
    document.removeEventListener(replaced, onReplaced);
    window.removeEventListener('pageshow', onShow);
    document.removeEventListener('change', draw);
    render(null, container);
  };
}

/** The page as the server would show it now: the table of imports does not change by itself. */
async function readAfresh(): Promise<Document> {
  try {
    const answer = await fetch(location.href, { credentials: 'same-origin' });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : document;
  } catch {
    return document;
  }
}

/** Puts one file of the backup into the server's form, with its type and the mode that was chosen. */
async function putFile(kind: KindId, importType: string | undefined): Promise<'' | 'keeping' | 'fileMissing'> {
  const input = document.querySelector<HTMLInputElement>('#form_import_data');
  const type = document.querySelector<HTMLSelectElement>('#form_import_type');
  const reply = await send('importFile', { kind });
  if (!reply.ok && reply.problem.code === 'keepingNew') return 'keeping';
  if (!reply.ok || !input || !type || importType === undefined) return 'fileMissing';
  const transfer = new DataTransfer();
  transfer.items.add(new File([reply.value.text], reply.value.name, { type: reply.value.mime }));
  await send('filePut', { kind, afterId: newestImport(readImportRows(document)) });
  type.value = importType;
  const mode = document.querySelector<HTMLInputElement>(`#form_import_mode_${reply.value.mode}`);
  if (mode) mode.checked = true;
  input.files = transfer.files;
  return '';
}

function tellPage(): void {
  for (const id of ['form_import_type', 'form_import_data']) document.getElementById(id)?.dispatchEvent(new Event('change', { bubbles: true }));
}

function setValue(field: HTMLInputElement, value: string): void {
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}
