import { commandOf, type Command } from '@/lib/messages/commands';
import { readIdentity } from '@/lib/pages/identity';
import { workOnImports } from '@/lib/pages/importWork';

/** Answers one command of the background; null for messages that are none. */
export function answerCommand(message: unknown): Promise<unknown> | null {
  const command = commandOf(message);
  return command === null ? null : answer(command);
}

const parse = (html: string) => new DOMParser().parseFromString(html, 'text/html');
/** One import command at a time: a background that was stopped in the middle of one asks again, and must see what came of it. */
let turn: Promise<unknown> = Promise.resolve();

async function answer(command: Command): Promise<unknown> {
  if (command.movingDayCommand !== 'whoIsSignedIn' && command.movingDayCommand !== 'readExport') {
    turn = turn.then(() => workOnImports(command, { send: (url, init) => fetch(new URL(url, location.origin), { ...init, credentials: 'same-origin', cache: 'no-store' }), parse }));
    return turn;
  }
  const text = await getText(command.movingDayCommand === 'readExport' ? command.path : '/settings/export');
  if (text === null || command.movingDayCommand === 'readExport') return text;
  return readIdentity(parse(text));
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
