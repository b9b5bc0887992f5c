import type { SettingsPage } from './page';
import { speak, unknownShape } from './parts';

const path = /^\/settings\/imports\/(\d+)$/;

/** `/settings/imports/:id`: the person presses the server's own Confirm. */
export const importConfirmPage: SettingsPage = {
  id: 'importConfirm',
  path: '/settings/imports',
  side: 'new',
  matches: (pathname) => path.test(pathname),
  read: (doc) => {
    const importId = path.exec(new URL(doc.URL).pathname)?.[1];
    return { confirm: importId === undefined ? null : { importId, mismatch: doc.querySelector('.flash-message.warning') !== null } };
  },
  guide: (doc) => {
    const confirm = doc.querySelector('a[data-method="post"][href$="/confirm"]');
    const cancel = doc.querySelector('a[data-method="delete"][href^="/settings/imports/"]');
    if (!confirm) return unknownShape('importConfirm');
    if (doc.querySelector('.flash-message.warning')) return speak('importConfirm.mismatch', [], { tone: 'stop', ring: cancel });
    return speak('importConfirm.ready', [], { ring: confirm });
  },
};
