import type { SettingsPage } from './page';
import { open, speak } from './parts';

/** `/auth/edit`: where the server keeps the links to aliases and migration. */
export const authEditPage: SettingsPage = {
  id: 'authEdit',
  path: '/auth/edit',
  side: 'both',
  matches: (path) => path === '/auth/edit',
  read: () => ({}),
  guide: (_doc, context) =>
    context.role === 'new' ? speak('authEdit.new', [], { actions: [open('aliases', 'new')] }) : speak('authEdit.old', [], { actions: [{ id: 'openDesk', at: 'checkpoint' }] }),
};
