import type { PageId, Role } from '@/lib/move/model';
import { pageById } from '@/lib/pages/registry';
import { accountOf, findMove } from '@/lib/store/moves';
import type { Background } from './context';

/** The origins of both sides of a move, as far as they are known. */
export async function originsOf(background: Background, moveId?: string): Promise<Partial<Record<Role, string>>> {
  const move = await findMove(background.db, moveId);
  if (!move) return {};
  const origin = async (role: Role) => (await accountOf(background.db, move, role))?.origin ?? move[role].named?.origin;
  return { old: await origin('old'), new: await origin('new') };
}

/** The sides of the move that is shown whose server this is. */
export async function sidesAt(background: Background, origin: string): Promise<Role[]> {
  const origins = await originsOf(background);
  return (['old', 'new'] as const).filter((role) => origins[role] === origin);
}

/** Host names of both sides of every move: access to these is still needed. */
export async function hostsOfMoves(background: Background): Promise<ReadonlySet<string>> {
  const moves = await background.db.moves.toArray();
  const origins = await Promise.all(moves.map((move) => originsOf(background, move.id)));
  return new Set(origins.flatMap((of) => [of.old, of.new]).flatMap((origin) => (origin === undefined ? [] : [new URL(origin).hostname])));
}

/**
 * Opens a settings page of one side. Without host access the wish is kept: the page asks the person, and
 * `finishIntent` opens it when the browser says that access was given, even if the popup is gone by then.
 */
export async function openPage(background: Background, role: Role, page: PageId, moveId?: string): Promise<{ opened: boolean }> {
  const move = await findMove(background.db, moveId);
  const origin = (await originsOf(background, moveId))[role];
  if (!move || origin === undefined) return { opened: false };
  if (!(await background.hasAccess(origin))) {
    await background.intents.write({ moveId: move.id, role, page });
    return { opened: false };
  }
  await background.intents.write(null);
  await background.openTab(origin + pageById(page).path);
  return { opened: true };
}

/** Opens the page that waits for host access, once it is there. */
export async function finishIntent(background: Background): Promise<void> {
  const intent = await background.intents.read();
  if (intent) await openPage(background, intent.role, intent.page, intent.moveId);
}
