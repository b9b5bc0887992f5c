import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { kindIds } from '@/lib/move/model';
import { newestBackups } from '@/lib/store/backups';
import { createMove, readFacts } from '@/lib/store/moves';
import { retryMedia } from './backup';
import { readerFor, type Reader } from './testing/reader';

resolveLocalhost();
const day = 86_400_000;
let world: World;
beforeAll(async () => {
  world = await startWorld({ size: 'small' });
});
afterAll(() => world.stop());

/** A move whose old side is the account that is read. */
async function moveOf(reader: Reader): Promise<string> {
  const { db } = reader.background;
  const [account] = await db.accounts.toArray();
  const move = await createMove(db, 'move', 1);
  await db.moves.update(move.id, { old: { named: null, actorUri: account?.actorUri ?? null } });
  return move.id;
}

it('reads every kind, however hostile its texts, and as many rows as without', async () => {
  const calm = await (await readerFor(world.old, 'ada')).backUp(kindIds);
  const reader = await readerFor(world.old, 'ada');
  const calmDown = world.old.hostile('text');
  const hostile = await reader.backUp(kindIds).finally(calmDown);
  // Notes are texts: spoiled, everybody has one.
  const counts = (backup: typeof calm) => backup.kinds.map((kind) => [kind.kind, kind.status, kind.kind === 'notes' ? '' : kind.rows]);
  expect(counts(hostile)).toEqual(counts(calm));
});

it('a backup that fetches its pictures later stays as old as it is, and no move comes to rest on an older one', async () => {
  const reader = await readerFor(world.old, 'ada');
  const { db } = reader.background;
  const moveId = await moveOf(reader);
  const first = await reader.backUp(['profile', 'posts', 'media']);
  await db.backups.update(first.id, { savedAt: 1 });
  world.clock.advance(2 * day);
  const second = await reader.backUp(['profile', 'posts', 'media']);
  world.clock.advance(day);
  await retryMedia(reader.background, first.id);
  // Going on with what is unfinished is what the start of a backup does.
  await reader.finish(first.id);
  expect(await db.backups.get(first.id)).toMatchObject({ status: 'done', finishedAt: first.finishedAt, savedAt: null });
  expect((await readFacts(db, moveId))['old.backup']?.value).toMatchObject({ backupId: second.id, finishedAt: second.finishedAt });
});

it('a later backup of a few chosen kinds takes nothing from the move: it rests on the whole one, and its files are there', async () => {
  const reader = await readerFor(world.old, 'ada');
  const { db } = reader.background;
  const moveId = await moveOf(reader);
  const first = await reader.backUp(['notifications']);
  const missing = async () => (await readFacts(db, moveId))['old.backup']?.value.missing.map((gap) => gap.why);
  expect((await newestBackups(db, first.actorUri)).complete?.id).toBe(first.id);
  expect(new Set(await missing())).toEqual(new Set(['notChosen']));
  world.clock.advance(1000);
  const whole = await reader.backUp(kindIds);
  world.clock.advance(1000);
  await reader.backUp(['notifications']);
  expect(await missing()).toEqual([]);
  expect((await readFacts(db, moveId))['old.backup']?.value.backupId).toBe(whole.id);
  expect((await newestBackups(db, first.actorUri)).complete?.id).toBe(whole.id);
});
