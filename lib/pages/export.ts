import type { GuideAction, SettingsPage } from './page';
import { speak } from './parts';

/** `/settings/export`: our backup holds all of this and more. */
export const exportPage: SettingsPage = {
  id: 'export',
  path: '/settings/export',
  side: 'old',
  matches: (path) => path === '/settings/export',
  read: () => ({}),
  guide: (doc, context) => {
    if (context.backupAt === null) return speak('export.todo', [], { actions: [{ id: 'backUp' }] });
    const archive: GuideAction[] = doc.querySelector('a[data-method="post"][href="/settings/export"]') ? [{ id: 'requestArchive' }] : [];
    return speak('export.done', [], { tone: 'done', actions: [{ id: 'openDesk', at: 'backup' }, { id: 'backUp' }, ...archive] });
  },
};
