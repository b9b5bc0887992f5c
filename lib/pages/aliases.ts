import type { SettingsPage } from './page';
import { at, speak, submitOf, textField, unknownShape } from './parts';

const form = 'form#new_account_alias';

/** `/settings/aliases`: the old handle is filled in, the person presses Create alias. */
export const aliasesPage: SettingsPage = {
  id: 'aliases',
  path: '/settings/aliases',
  side: 'new',
  matches: (path) => path === '/settings/aliases',
  read: (doc) => ({
    aliases: [...doc.querySelectorAll('a[data-method="delete"][href^="/settings/aliases/"]')].flatMap((link) => {
      const text = link.closest('tr')?.querySelector('td')?.textContent.trim();
      return text ? [text] : [];
    }),
  }),
  guide: (doc, context) => {
    const field = textField(doc, 'account_alias_acct');
    if (!field) return unknownShape('aliases');
    if (context.aliasListed) return speak('aliases.done', [at(context.oldAcct)], { tone: 'done', actions: [{ id: 'openDesk', at: 'checkpoint' }] });
    if (context.oldAcct === null) return speak('aliases.unknown', [], { tone: 'look' });
    const fill = [{ field, value: context.oldAcct }];
    if (doc.querySelector('.account_alias_acct.field_with_errors')) return speak('aliases.refused', [at(context.oldAcct)], { tone: 'stop', ring: field, fill });
    return speak('aliases.ready', [at(context.oldAcct)], { ring: submitOf(doc, form), fill });
  },
};

