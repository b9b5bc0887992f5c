import { commandOf, type Command } from '@/lib/messages/commands';
import { readIdentity } from '@/lib/pages/identity';

/** Answers one command of the background; null for messages that are none. */
export function answerCommand(message: unknown): Promise<unknown> | null {
  const command = commandOf(message);
  return command === null ? null : answer(command);
}

async function answer(command: Command): Promise<unknown> {
  const text = await getText(command.movingDayCommand === 'readExport' ? command.path : '/settings/export');
  if (text === null || command.movingDayCommand === 'readExport') return text;
  return readIdentity(new DOMParser().parseFromString(text, 'text/html'));
}

async function getText(path: string): Promise<string | null> {
  try {
    // Signed out, the server redirects to its sign-in page: that is no file.
    const answered = await fetch(new URL(path, location.origin), { credentials: 'same-origin', cache: 'no-store', redirect: 'error' });
    const page = answered.headers.get('Content-Type')?.startsWith('text/html') === true;
    return answered.ok && page === path.endsWith('/export') ? await answered.text() : null;
  } catch {
    return null;
  }
}
