import { sameAcct } from '@/lib/formats/acct';
import type { Role } from '@/lib/move/model';
import type { GuideContext, Guidance, PageIdentity, SettingsPage } from './page';
import { at, open, speak } from './parts';

/** Which window or container a page is in is not told to us without asking for more; a person who has several knows. */
const elsewhere = [{ words: 'elsewhere', times: [] }];

/** What the guide says on a page: first whether this is the right account on the right side, then what the page itself says. */
export function adviceFor(page: SettingsPage | null, doc: Document, context: GuideContext, identity: PageIdentity | null): Guidance | null {
  if (context.role === null) return null;
  if (identity === null) return page === null ? null : speak('account.signedOut', [at(expected(page, context))], { tone: 'look', also: elsewhere });
  const role = roleOf(context, identity);
  if (role === null) return speak('account.wrong', [at(identity.acct), at(expected(page, context))], { tone: 'stop', also: elsewhere });
  if (page === null) return null;
  // Both accounts live here: it is the right server, as the wrong one of the two.
  const needed = page.side === 'old' ? context.oldAcct : context.newAcct;
  if (context.role === 'both' && page.side !== 'both' && page.side !== role) return speak('account.wrong', [at(identity.acct), at(needed)], { tone: 'stop', also: elsewhere });
  if (page.side === 'old' && role !== 'old') return speak(`wrongSide.${page.id}`, [at(context.oldAcct)], { tone: 'stop', actions: [open(page.id, 'old')] });
  if (page.side === 'new' && role !== 'new') return speak(`wrongSide.${page.id}`, [at(context.newAcct)], { tone: 'stop', actions: page.id === 'importConfirm' ? [open('imports', 'new')] : [open(page.id, 'new')] });
  return page.guide(doc, { ...context, role });
}

/** As whom of the two the page is shown. It says itself who is signed in: on OLD's server that is never NEW, whatever it says, nor the other way round. */
export function roleOf(context: GuideContext, identity: PageIdentity): Role | null {
  const is = (role: Role, acct: string | null) => (context.role === role || context.role === 'both') && acct !== null && sameAcct(identity.acct, acct);
  return is('old', context.oldAcct) ? 'old' : is('new', context.newAcct) ? 'new' : null;
}

function expected(page: SettingsPage | null, context: GuideContext): string | null {
  const side = page === null || page.side === 'both' ? context.role : page.side;
  return side === 'new' || (side === 'both' && context.oldAcct === null) ? context.newAcct : context.oldAcct;
}
