import type { PageIdentity } from '@/lib/pages/page';

/**
 * What the background may ask of a guide: who is signed in on its server now, and the text of one export file, both
 * read by the guide as the browser session of its page gets them. The list is closed; a guide answers nothing else, and
 * never a whole page, since every settings page holds the session's own token.
 */
export type Command = { movingDayCommand: 'whoIsSignedIn' } | { movingDayCommand: 'readExport'; path: string };

const exportPath = /^\/settings\/exports\/[a-z_]+\.(csv|json)$/;

/** The command that a message is, null for anything else. */
export function commandOf(message: unknown): Command | null {
  if (typeof message !== 'object' || message === null || !('movingDayCommand' in message)) return null;
  if (message.movingDayCommand === 'whoIsSignedIn') return { movingDayCommand: 'whoIsSignedIn' };
  const path = 'path' in message ? message.path : null;
  return message.movingDayCommand === 'readExport' && typeof path === 'string' && exportPath.test(path) ? { movingDayCommand: 'readExport', path } : null;
}

/** Who a guide says is signed in, null where nobody is or it gave no such answer. */
export function identityOfReply(reply: unknown): PageIdentity | null {
  if (typeof reply !== 'object' || reply === null || !('acct' in reply) || typeof reply.acct !== 'string') return null;
  const disabled = 'disabled' in reply && reply.disabled === true;
  return { acct: reply.acct, disabled, movedTo: 'movedTo' in reply && typeof reply.movedTo === 'string' ? reply.movedTo : null };
}
