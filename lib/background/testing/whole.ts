import { expect } from 'vitest';
import type { ServerHandle } from '@/e2e/servers/world';
import { kindById } from '@/lib/kinds/registry';
import type { KindId } from '@/lib/move/model';
import type { BackupRow } from '@/lib/store/rows';
import { readerFor, type Reader } from './reader';

/** Kinds of one page and of several, in the order of reading. */
export const some: KindId[] = ['profile', 'following', 'followers', 'posts', 'favourites'];

/** A backup of `some` has every row, as if nothing had happened. */
export async function expectWhole(server: ServerHandle, reader: Reader, backup: BackupRow): Promise<void> {
  expect(backup.status).toBe('done');
  const calm = await readerFor(server, 'ada');
  const wanted = await calm.backUp(some);
  for (const id of some) {
    const keys = async (from: Reader, backupId: string) => (await from.rows(backupId, id)).map((row) => kindById(id).rowKey(row));
    expect(await keys(reader, backup.id)).toEqual(await keys(calm, wanted.id));
  }
  expect(backup.kinds.map((kind) => [kind.kind, kind.status, kind.why])).toEqual(some.map((id) => [id, 'done', null]));
}

/** The clock goes on until `time` (in milliseconds) has passed since the start, alarm after alarm. */
export async function through(server: ServerHandle, reader: Reader, time: number, backupId: string): Promise<BackupRow> {
  const end = reader.background.now() + time;
  for (;;) {
    await reader.wake();
    const backup = await reader.background.db.backups.get(backupId);
    if (!backup) throw new Error('gone');
    const next = backup.waitsUntil ?? Infinity;
    if (backup.status !== 'waiting' || next > end) return backup;
    server.instance.clock.advance(next - reader.background.now());
  }
}
