import type { CheckpointBasis, Facts, Move } from './model';
import { isBlocked } from './preflight/alias';
import { standsForMove } from './whole';
import type { CheckpointChange, CheckpointNeed, CheckpointView } from './view';

/** How old the backup may be when the checkpoint is passed and while it stays passed, in milliseconds. */
export const backupLifetime = 24 * 3_600_000;

/** What a passing of the checkpoint rests on, as things are now. */
export function checkpointBasis(move: Move, facts: Facts): CheckpointBasis {
  return {
    oldActorUri: move.old.actorUri ?? '',
    newActorUri: move.new.actorUri ?? '',
    aliasSeen: aliasHolds(facts),
    backupId: facts['old.backup']?.value.backupId ?? '',
    cooldownUntil: facts['old.cooldown']?.value.until ?? null,
    movedTo: facts['old.moved']?.value.to ?? null,
  };
}

/** The alias is seen by strangers; where the server refuses strangers, its aliases page decides. */
export function aliasHolds(facts: Facts): boolean {
  const listed = facts['new.aliasListed']?.value.listed ?? false;
  const seen = facts['new.aliasSeen']?.value;
  return listed && (seen?.seen === true || seen?.refused === true);
}

/** Whether the checkpoint is passed, what is missing before it can be, and why an earlier passing no longer holds. */
export function checkpointView(facts: Facts, basis: CheckpointBasis, now: number): CheckpointView {
  const passed = facts.checkpoint;
  if (passed?.frozen) return { passed: true, passedAt: passed.at, needs: [], unpassedBy: null };
  const unpassedBy = passed ? changeSince(passed.value.basis, basis, facts, now) : null;
  const needs = needsOf(facts, basis, now);
  const holds = passed !== undefined && unpassedBy === null;
  return { passed: holds, passedAt: holds ? passed.at : null, needs, unpassedBy };
}

function needsOf(facts: Facts, basis: CheckpointBasis, now: number): CheckpointNeed[] {
  const needs: CheckpointNeed[] = [];
  if (!facts['old.signedIn'] || !facts['new.signedIn']) needs.push('signedIn');
  const backup = facts['old.backup'];
  if (!backup || !standsForMove(backup.value)) needs.push('backup');
  else if (isStale(facts, now)) needs.push('freshBackup');
  if (!basis.aliasSeen) needs.push('alias');
  if (isBlocked(facts)) needs.push('blocked');
  if (basis.cooldownUntil !== null && basis.cooldownUntil > now) needs.push('cooldown');
  if (basis.movedTo !== null) needs.push('notMoved');
  return needs;
}

function isStale(facts: Facts, now: number): boolean {
  const backup = facts['old.backup'];
  return backup === undefined || now - backup.value.finishedAt > backupLifetime;
}

function changeSince(then: CheckpointBasis, now: CheckpointBasis, facts: Facts, time: number): CheckpointChange | null {
  if (then.oldActorUri !== now.oldActorUri || then.newActorUri !== now.newActorUri) return 'accounts';
  if (!now.aliasSeen) return 'alias';
  if (isStale(facts, time)) return 'backup';
  if (now.cooldownUntil !== null && now.cooldownUntil > time && now.cooldownUntil !== then.cooldownUntil) return 'cooldown';
  return now.movedTo === then.movedTo ? null : 'moved';
}
