import { useQuery } from '@tanstack/preact-query';
import { useEffect, useState } from 'preact/hooks';
import { send } from '@/lib/messages/client';
import type { Comparison } from '@/lib/move/compare';
import type { KindId, Problem } from '@/lib/move/model';
import type { BlocksSeen } from '@/lib/move/server';
import type { MoveView } from '@/lib/move/view';
import { newestBackups } from '@/lib/store/backups';
import { comparable, compareKind, type Sides } from '@/lib/store/compare';
import { db, useLive } from '../data/useMove';

/** Both backups of a move and what the new server blocks; `sides` null while one of them is missing. */
export interface Grounds {
  sides: Sides | null;
  blocks: BlocksSeen | null;
  problem: Problem | null;
}

/** What a comparison rests on. */
export function useGrounds(view: MoveView): Grounds {
  const [mineId, next, moveId] = [view.carried?.backupId ?? null, view.new.account, view.move.id];
  const asked = useQuery({ queryKey: ['blocks', moveId, mineId, next?.actorUri], enabled: view.new.signedIn && mineId !== null, queryFn: () => send('readBlocks', { moveId }), staleTime: 5 * 60_000 });
  const backups = useLive(async () => {
    const mine = mineId === null ? undefined : await db.backups.get(mineId);
    const there = next === null ? null : (await newestBackups(db, next.actorUri)).complete;
    return { mine: mine ?? null, there };
  }, [mineId, next?.actorUri]);
  const blocks = asked.data?.ok === true ? asked.data.value : null;
  const problem = asked.data?.ok === false ? asked.data.problem : null;
  const settled = blocks !== null || problem !== null || !view.new.signedIn;
  if (!backups?.mine || !backups.there || next === null || !settled) return { sides: null, blocks, problem };
  const { mine, there } = backups;
  return { sides: { moveId, mine, oldAcct: view.old.account?.acct ?? '', there, next, blocks: new Map((blocks?.near ?? []).map((row) => [row.domain, row.severity])) }, blocks, problem };
}

/** Every kind compared, one after another, and again whenever the person chooses otherwise; undefined until all are there for the first time. */
export function useComparisons(sides: Sides | null): ReadonlyMap<KindId, Comparison> | undefined {
  const moveId = sides?.moveId ?? '';
  const chosen = useLive(async () => ({ choices: await db.choices.where('moveId').equals(moveId).toArray(), left: await db.leftOut.where('moveId').equals(moveId).primaryKeys() }), [moveId]);
  const [done, setDone] = useState<ReadonlyMap<KindId, Comparison> | undefined>(undefined);
  const basis = sides === null ? '' : JSON.stringify([sides.mine.id, sides.there.id, sides.next.acct, [...sides.blocks]]);
  useEffect(() => {
    if (sides === null || chosen === undefined) return undefined;
    let gone = false;
    void (async () => {
      const found = new Map<KindId, Comparison>();
      for (const kind of comparable) {
        const one = await compareKind(db, sides, kind.id);
        if (one) found.set(kind.id, one);
        if (gone) return;
      }
      setDone(found);
    })();
    return () => {
      gone = true;
    };
  }, [basis, chosen]);
  return sides === null ? undefined : done;
}
