import type { SettingsPage } from './page';
import { speak } from './parts';

/** `/settings/delete`: when it is safe, and that there is no way back. Nothing is filled in here. */
export const deletePage: SettingsPage = {
  id: 'delete',
  path: '/settings/delete',
  side: 'old',
  matches: (path) => path === '/settings/delete',
  read: () => ({}),
  guide: (_doc, context) =>
    context.movedTo === null
      ? speak('delete.notMoved', [], { tone: 'stop', actions: [{ id: 'openDesk', at: 'checkpoint' }] })
      : speak(context.verdict === 'fine' ? 'delete.safe' : context.verdict === 'stop' ? 'delete.wait' : 'delete.later', [], { tone: context.verdict === 'stop' ? 'stop' : 'look', actions: [{ id: 'openDesk', at: 'leave' }] }),
};
