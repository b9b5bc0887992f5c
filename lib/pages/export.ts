import { archiveFact, keptUntil } from '@/lib/move/archive';
import type { ArchiveFact } from '@/lib/move/model';
import { archiveLink, readArchive } from './archive';
import type { Aside, GuideAction, GuideContext, Guidance, SettingsPage } from './page';
import { speak } from './parts';

/** `/settings/export`: our backup holds all of this and more; the server's own archive is asked for and fetched here. */
export const exportPage: SettingsPage = {
  id: 'export',
  path: '/settings/export',
  side: 'old',
  matches: (path) => path === '/settings/export',
  read: (doc) => ({ archive: readArchive(doc) }),
  guide: (doc, context) => {
    const { also, ring, actions } = archivePart(doc, context);
    const rest = { also, ring };
    // A moved account cannot be read by apps any more, but this page still works.
    if (context.movedTo !== null) return speak('export.moved', [], { ...rest, actions: [...actions, { id: 'openDesk', at: 'backup' }] });
    if (context.backupAt === null) return speak('export.todo', [], { ...rest, actions: [{ id: 'backUp' }, ...actions] });
    return speak('export.done', [], { ...rest, tone: 'done', actions: [...actions, { id: 'openDesk', at: 'backup' }, { id: 'backUp' }] });
  },
};

function archivePart(doc: Document, context: GuideContext): Pick<Guidance, 'also' | 'ring' | 'actions'> {
  const shown = archiveFact(readArchive(doc), null, true);
  const newer = context.archive !== null && isNewer(context.archive, shown) ? context.archive : null;
  const reload: GuideAction[] = newer ? [{ id: 'reload' }] : [];
  const ask: GuideAction[] = !newer && shown.state !== 'making' && shown.askFrom === null ? [{ id: 'requestArchive' }] : [];
  const fact = newer ?? shown;
  const ring = fact === shown && fact.state === 'ready' ? archiveLink(doc) : null;
  return { also: asides(fact), ring, actions: [...reload, ...ask] };
}

/** Has the background learnt of more than this page shows? It does not change by itself. */
function isNewer(known: ArchiveFact, shown: ArchiveFact): boolean {
  if (known.askedAt === null || known.state === 'none') return false;
  if (shown.askedAt === null || known.askedAt > shown.askedAt) return true;
  return known.askedAt === shown.askedAt && known.state === 'ready' && shown.state === 'making';
}

function asides({ state, askedAt, askFrom }: ArchiveFact): Aside[] {
  const now: Aside[] =
    askedAt === null ? [] : state === 'making' ? [{ words: 'archive.making', times: [askedAt] }] : state === 'ready' ? [{ words: 'archive.ready', times: [askedAt, keptUntil(askedAt)] }] : [];
  const next: Aside = askFrom === null ? { words: state === 'none' ? 'archive.mayAsk' : 'archive.mayAskAgain', times: [] } : { words: 'archive.later', times: [askFrom] };
  return [...now, next];
}
