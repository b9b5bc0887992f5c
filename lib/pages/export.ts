import { keptUntil } from '@/lib/move/archive';
import type { ArchiveFact } from '@/lib/move/model';
import { archiveLink, mayAskFor, readArchive } from './archive';
import type { Aside, GuideContext, Guidance, SettingsPage } from './page';
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
    if (context.movedTo !== null && context.backupAt === null) return speak('export.movedTodo', [], { ...rest, actions: [{ id: 'backUp' }, ...actions] });
    if (context.movedTo !== null) return speak('export.moved', [], { ...rest, actions: [...actions, { id: 'openDesk', at: 'backup' }] });
    if (context.backupAt === null) return speak('export.todo', [], { ...rest, actions: [{ id: 'backUp' }, ...actions] });
    return speak('export.done', [], { ...rest, tone: 'done', actions: [...actions, { id: 'openDesk', at: 'backup' }, { id: 'backUp' }] });
  },
};

/** What the background knows includes what this page showed when it was loaded; it does not change by itself. */
function archivePart(doc: Document, { archive }: GuideContext): Pick<Guidance, 'also' | 'ring' | 'actions'> {
  if (archive === null) return { ring: null, actions: [] };
  const ring = archiveLink(doc);
  const mayAsk = mayAskFor(doc);
  const outdated = (archive.state === 'ready' && !ring) || (archive.askFrom !== null && mayAsk);
  return { also: asides(archive), ring, actions: outdated ? [{ id: 'reload' }] : mayAsk ? [{ id: 'requestArchive' }] : [] };
}

function asides({ state, askedAt, askFrom }: ArchiveFact): Aside[] {
  const next = { words: askFrom ? 'archive.later' : state === 'none' ? 'archive.mayAsk' : 'archive.mayAskAgain', times: [askFrom ?? 0] };
  return askedAt === null || state === 'none' ? [next] : [{ words: `archive.${state}`, times: [askedAt, keptUntil(askedAt)] }, next];
}
