import type { SettingsPage } from './page';
import { at, open, speak, textField, unknownShape, verdict } from './parts';

/** `/settings/migration/redirect/new` (and its address after a refusal): the lesser act, explained. */
export const redirectPage: SettingsPage = {
  id: 'redirect',
  path: '/settings/migration/redirect/new',
  side: 'old',
  matches: (path) => path === '/settings/migration/redirect/new' || path === '/settings/migration/redirect',
  read: (doc) => ({
    refused: doc.querySelector('.form_redirect_acct .error') ? 'handle' : doc.querySelector('.form_redirect_current_password .error, .form_redirect_current_username .error') ? 'password' : null,
  }),
  guide: (doc, context) => {
    const field = textField(doc, 'form_redirect_acct');
    if (!field) return unknownShape('redirect');
    if (!context.checkpointPassed) return speak('redirect.behindCheckpoint', [], { tone: 'stop', actions: [open('migration', 'old'), { id: 'openDesk', at: 'checkpoint' }, { id: 'setAside' }], ...verdict(context) });
    const fill = context.newAcct === null ? undefined : [{ field, value: context.newAcct }];
    return speak('redirect.explain', [at(context.newAcct)], { tone: 'look', ring: field, fill, actions: [open('migration', 'old'), { id: 'openDesk', at: 'checkpoint' }], ...verdict(context) });
  },
};
