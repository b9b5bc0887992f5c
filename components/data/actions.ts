import { requestAccess } from '@/lib/browser/access';
import { send } from '@/lib/messages/client';
import type { PageId, Role } from '@/lib/move/model';
import type { MoveState } from '@/lib/move/view';

/**
 * Opens a settings page of one side, asking for host access first where it is missing. Call it synchronously in a click
 * handler. The wish is recorded before the browser's prompt, which may close the popup; the background opens the page
 * once access is there.
 */
export function openServerPage(view: MoveState, role: Role, page: PageId): void {
  const sides = [view.old, view.new].filter((side) => !side.hostAccess && side.origin !== null);
  const missing = sides.map((side) => side.origin ?? '');
  void send('openPage', { moveId: view.move.id, role, page });
  if (missing.length > 0) void requestAccess(missing);
}
