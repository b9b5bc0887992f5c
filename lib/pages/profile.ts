import type { SettingsPage } from './page';
import { speak } from './parts';

/** `/settings/profile`, or `/profile/edit` from 4.6 on, whose form has no stable shape: the desk does it by API. */
export const profilePage: SettingsPage = {
  id: 'profile',
  path: '/settings/profile',
  side: 'new',
  matches: (path) => path === '/settings/profile' || path === '/profile/edit',
  read: () => ({}),
  guide: () => speak('profile.desk', [], { actions: [{ id: 'openDesk', at: 'profile' }] }),
};
