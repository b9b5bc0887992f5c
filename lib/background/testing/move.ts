import type { ServerHandle } from '@/e2e/servers/world';
import { accessTo } from '@/lib/mastodon/testing/access';
import { createMove } from '@/lib/store/moves';
import { createHandlers } from '../handlers';
import type { Reader } from './reader';

/** The extension's own page as the sender of a message. */
export const page = { sender: 'page', origin: '', tabId: null } as const;

/** A move from the reader's account to one on another server, both signed in; what the pages may ask of it. */
export async function moveTo(reader: Reader, next: ServerHandle, username: string): Promise<{ moveId: string; handlers: ReturnType<typeof createHandlers> }> {
  const { db } = reader.background;
  const [old] = await db.accounts.toArray();
  const { account, token } = await accessTo(next, username);
  await db.accounts.put(account);
  await db.tokens.put({ actorUri: account.actorUri, origin: next.origin, appId: 'app', accessToken: token, scopes: ['read'], createdAt: 0 });
  const { id } = await createMove(db, 'm', 1);
  await db.moves.update(id, { old: { named: null, actorUri: old?.actorUri ?? null }, new: { named: null, actorUri: account.actorUri } });
  const noWindow = () => Promise.reject(new Error('no window'));
  return { moveId: id, handlers: createHandlers(reader.background, { redirectUri: '', openWindow: noWindow }, () => undefined) };
}

/** Backs up the new account and waits for the end. */
export async function backUpNew(reader: Reader, { moveId, handlers }: Awaited<ReturnType<typeof moveTo>>, kinds: Parameters<Reader['backUp']>[0]): Promise<void> {
  const answer = await handlers.backUp({ moveId, role: 'new', kinds: [...kinds] }, page);
  if (!answer.ok) throw new Error(answer.problem.code);
  const { status } = await reader.finish(answer.value.backupId);
  if (status !== 'done') throw new Error(`the backup is ${status}`);
}
