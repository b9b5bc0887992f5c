import { sameAcct } from '@/lib/formats/acct';
import type { GuideContext, Guidance, PageIdentity, SettingsPage } from './page';
import { at, open, speak } from './parts';

/** What the guide says on a page: first whether this is the right account on the right side, then what the page itself says. */
export function adviceFor(page: SettingsPage | null, doc: Document, context: GuideContext, identity: PageIdentity | null): Guidance | null {
  if (context.role === null) return null;
  if (identity === null) return page === null ? null : speak('account.signedOut', [at(expected(page, context))], { tone: 'look' });
  const is = (acct: string | null) => acct !== null && sameAcct(identity.acct, acct);
  const [isOld, isNew] = [is(context.oldAcct), is(context.newAcct)];
  if (!isOld && !isNew) return speak('account.wrong', [at(identity.acct), at(expected(page, context))], { tone: 'stop' });
  if (page === null) return null;
  // Both accounts live here: it is the right server, as the wrong one of the two.
  const needed = page.side === 'old' ? context.oldAcct : context.newAcct;
  if (context.role === 'both' && (page.side === 'old' ? !isOld : page.side === 'new' && !isNew)) return speak('account.wrong', [at(identity.acct), at(needed)], { tone: 'stop' });
  if (page.side === 'old' && !isOld) return speak(`wrongSide.${page.id}`, [at(context.oldAcct)], { tone: 'stop', actions: [open(page.id, 'old')] });
  if (page.side === 'new' && !isNew) return speak(`wrongSide.${page.id}`, [at(context.newAcct)], { tone: 'stop', actions: page.id === 'importConfirm' ? [open('imports', 'new')] : [open(page.id, 'new')] });
  return page.guide(doc, { ...context, role: isOld ? 'old' : 'new' });
}

function expected(page: SettingsPage | null, context: GuideContext): string | null {
  const side = page === null || page.side === 'both' ? context.role : page.side;
  return side === 'new' || (side === 'both' && context.oldAcct === null) ? context.newAcct : context.oldAcct;
}
