import { sameAcct } from '@/lib/formats/acct';
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
    aliases: removals(doc).flatMap((link) => handleBeside(link) ?? []),
  }),
  guide: (doc, context) => {
    const field = textField(doc, 'account_alias_acct');
    if (!field) return unknownShape('aliases');
    if (context.aliasListed && context.mind === 'unalias') return speak('aliases.remove', [at(context.oldAcct)], { tone: 'look', ring: rowOf(doc, context.oldAcct) });
    if (context.aliasListed) return speak('aliases.done', [at(context.oldAcct)], { tone: 'done', actions: [{ id: 'openDesk', at: 'checkpoint' }] });
    if (context.oldAcct === null) return speak('aliases.unknown', [], { tone: 'look' });
    const fill = [{ field, value: context.oldAcct }];
    if (doc.querySelector('.account_alias_acct.field_with_errors')) return speak('aliases.refused', [at(context.oldAcct)], { tone: 'stop', ring: field, fill });
    return speak('aliases.ready', [at(context.oldAcct)], { ring: submitOf(doc, form), fill });
  },
};

/** The links that take an alias away. */
function removals(doc: Document): Element[] {
  return [...doc.querySelectorAll('a[data-method="delete"][href^="/settings/aliases/"]')];
}

function handleBeside(link: Element): string | null {
  return link.closest('tr')?.querySelector('td')?.textContent.trim() || null;
}

/** The link that takes the old account's alias away; where its handle is written otherwise, none is ringed. */
function rowOf(doc: Document, acct: string | null): Element | null {
  return removals(doc).find((link) => acct !== null && sameAcct(handleBeside(link) ?? '', acct, acct.split('@')[1] ?? '')) ?? null;
}
