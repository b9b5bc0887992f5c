import type { ImportCommand } from '@/lib/pages/importWork';
import type { PageIdentity } from '@/lib/pages/page';

/**
 * What the background may ask of a guide: who is signed in on its server now, the text of one export or failures file,
 * and the steps of an import, all of it done by the guide as the browser session of its page. The list is closed; a guide
 * answers nothing else, and never a whole page, since every settings page holds the session's own token.
 */
export type Command = { movingDayCommand: 'whoIsSignedIn' } | { movingDayCommand: 'readExport'; path: string } | ImportCommand;

const file = /^\/settings\/(exports\/[a-z_]+|imports\/\d+\/failures)\.(csv|json)$/;
const types = ['following', 'lists', 'blocking', 'muting', 'domain_blocking', 'bookmarks', 'custom_filters'];

/** The command that a message is, null for anything else. */
export function commandOf(message: unknown): Command | null {
  const given: Record<string, unknown> = typeof message === 'object' && message !== null ? { ...message } : {};
  const text = (name: string, form: RegExp) => {
    const value = given[name];
    return typeof value === 'string' && form.test(value) ? value : null;
  };
  const { movingDayCommand } = given;
  if (movingDayCommand === 'whoIsSignedIn' || movingDayCommand === 'readImports') return { movingDayCommand };
  if (movingDayCommand === 'readExport') {
    const path = text('path', file);
    return path === null ? null : { movingDayCommand, path };
  }
  const as = text('as', /^[^@\s]+@[^@\s]+$/);
  if (as === null) return null;
  const importId = text('importId', /^\d{1,32}$/);
  const name = text('name', /^[a-z0-9_]+(-[0-9a-f]+)?\.(csv|json)$/);
  if (movingDayCommand === 'cancelImport' && importId !== null) return { movingDayCommand, as, importId };
  if (movingDayCommand === 'confirmImport' && importId !== null && name !== null) return { movingDayCommand, as, importId, name };
  const [type, mime, content] = [types.find((one) => one === given.type), text('mime', /^(text\/csv|application\/json)$/), given.text];
  if (movingDayCommand !== 'uploadImport' || type === undefined || mime === null || name === null || typeof content !== 'string') return null;
  return { movingDayCommand, as, type, mime, name, text: content, mode: given.mode === 'overwrite' ? 'overwrite' : 'merge' };
}

/** Who a guide says is signed in, null where nobody is or it gave no such answer. */
export function identityOfReply(reply: unknown): PageIdentity | null {
  if (typeof reply !== 'object' || reply === null || !('acct' in reply) || typeof reply.acct !== 'string') return null;
  const disabled = 'disabled' in reply && reply.disabled === true;
  return { acct: reply.acct, disabled, movedTo: 'movedTo' in reply && typeof reply.movedTo === 'string' ? reply.movedTo : null };
}
