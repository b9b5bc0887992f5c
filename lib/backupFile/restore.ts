import * as v from 'valibot';
import { factIdOf, type FactId, type FactValues } from '@/lib/move/model';
import { gapsOf } from '@/lib/move/whole';
import { putArchive } from '@/lib/store/archives';
import { rowCounts } from '@/lib/store/backups';
import type { MovingDayDb } from '@/lib/store/db';
import type { ArchiveFileRow, BackupRow } from '@/lib/store/rows';
import { createMove, currentMove } from '@/lib/store/moves';
import { timeSchema, type Manifest } from './manifest';

/**
 * What is taken from a file of a move's facts: what no sign-in and no other file would bring back. The servers are asked
 * again after the sign-in; until then the facts keep the time at which they were seen.
 */
const factSchemas = {
  'new.profile': v.object({ displayName: v.boolean(), note: v.boolean(), avatar: v.boolean(), header: v.boolean(), fields: v.number() }),
  'profile.skipped': v.object({ skipped: v.boolean() }),
  'new.aliasListed': v.object({ listed: v.boolean() }),
  'new.aliasSeen': v.object({ seen: v.boolean(), refused: v.boolean() }),
  'old.aliasListed': v.object({ listed: v.boolean() }),
  'old.moved': v.object({ to: v.nullable(v.string()) }),
  'old.cooldown': v.object({ until: v.nullable(timeSchema) }),
} satisfies { [I in FactId]?: v.GenericSchema<unknown, FactValues[I]> };
const storedFact = v.object({ value: v.unknown(), source: v.picklist(['api', 'actor', 'page', 'person', 'backup']), host: v.pipe(v.string(), v.maxLength(300)), at: timeSchema });

/**
 * Makes the rows of an opened file a backup: its account where it is not known yet, the backup itself, and the move
 * that it was made for where this browser has none of its own; with the server's archive that came with it, whose rows
 * are stored. One transaction; no token comes with a file.
 */
export async function putBack(db: MovingDayDb, manifest: Manifest, backupId: string, newId: () => string, archive: ArchiveFileRow | null): Promise<void> {
  await db.transaction('rw', [db.accounts, db.backups, db.moves, db.facts, db.settings, db.items, db.archives], async () => {
    const { account } = manifest;
    if (archive) await putArchive(db, archive);
    // To show a picture is to ask its host, and a file can name any: the account's own server names it again at the sign-in.
    if (!(await db.accounts.get(account.actorUri))) await db.accounts.put({ ...account, avatar: '' });
    const current = await currentMove(db);
    const own = current !== null && (current.old.named !== null || current.old.actorUri !== null);
    const moveId = own ? (current.old.actorUri === account.actorUri ? current.id : null) : (current?.id ?? (await createMove(db, newId(), manifest.startedAt)).id);
    const backup = rowOf(manifest, backupId, moveId);
    await db.backups.add(backup);
    if (moveId === null) return;
    if (!own) await bringMove(db, manifest, moveId);
    const value = { backupId, finishedAt: backup.finishedAt ?? backup.startedAt, rows: rowCounts(backup), missing: gapsOf(backup.kinds) };
    const known = await db.facts.get([moveId, 'old.backup']);
    if (!known) await db.facts.put({ moveId, id: 'old.backup', value, source: 'backup', host: '', at: value.finishedAt, frozen: false });
  });
}

async function bringMove(db: MovingDayDb, manifest: Manifest, moveId: string): Promise<void> {
  const { account, move } = manifest;
  await db.moves.update(moveId, { old: { named: move?.old ?? null, actorUri: account.actorUri }, new: { named: move?.new ?? null, actorUri: null } });
  for (const [name, stored] of Object.entries(move?.facts ?? {})) {
    const id = factIdOf(name);
    const schema = id !== null && Object.hasOwn(factSchemas, id) ? factSchemas[id as keyof typeof factSchemas] : null;
    const fact = v.safeParse(storedFact, stored);
    if (id === null || schema === null || !fact.success) continue;
    const value = v.safeParse(schema, fact.output.value);
    if (value.success) await db.facts.put({ moveId, id, value: value.output, source: fact.output.source, host: fact.output.host, at: fact.output.at, frozen: false });
  }
}

function rowOf(manifest: Manifest, id: string, moveId: string | null): BackupRow {
  const madeAt = Date.parse(manifest.madeAt);
  return {
    id,
    moveId,
    actorUri: manifest.account.actorUri,
    purpose: 'backup',
    startedAt: manifest.startedAt,
    finishedAt: madeAt,
    status: 'done',
    waitsUntil: null,
    problem: null,
    failures: 0,
    savedAt: madeAt,
    baseId: null,
    scheduled: false,
    kinds: manifest.kinds.map(({ kind, rows, complete, sources }) => ({ kind, status: complete ? 'done' : 'failed', cursor: null, source: null, sources, failed: [], rows, expected: null, requests: 0, repeats: 0, empties: 0, fullAt: null, why: null })),
  };
}
