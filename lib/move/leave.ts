import { sameAcct } from '@/lib/formats/acct';
import { archiveNow } from './archive';
import type { Facts, LedgerCount } from './model';
import type { Verdict } from './preflight/check';
import { pointingOf } from './pointing';
import type { BackupView } from './view';

/** What has to be in order before the old account may be deleted for good. */
export const leaveIds = ['moved', 'followers', 'backup', 'file', 'archive', 'links'] as const;

/** One line. Words: `leave.<id>.<detail>` with `vars`. */
export interface LeaveLine {
  id: (typeof leaveIds)[number];
  state: Verdict;
  detail: string;
  vars: number[];
}

/** What the lines look at. */
export interface LeaveGround {
  facts: Facts;
  complete: BackupView | null;
  followers: LedgerCount | null;
  /** When the old account was first seen to have moved, null = it has not. */
  movedAt: number | null;
  now: number;
}

/** When it is safe to delete the old account, and when not: deleting takes the sign that points to the new one away, and cannot be undone. Pure. */
export function leaveLines({ facts, complete, followers, movedAt, now }: LeaveGround): LeaveLine[] {
  const line = (id: LeaveLine['id'], state: Verdict, detail: string, vars: number[] = []): LeaveLine => ({ id, state, detail, vars });
  return [
    line('moved', ...movedLine(facts)),
    line('followers', ...followersLine(movedAt === null ? null : followers)),
    line('backup', ...backupLine(complete)),
    complete?.savedAt == null ? line('file', 'look', 'notSaved') : line('file', 'fine', 'saved'),
    line('archive', ...archiveLine(facts, now)),
    line('links', 'look', 'end'),
  ];
}

function movedLine(facts: Facts): [Verdict, string] {
  const to = facts['old.moved']?.value.to ?? null;
  const target = facts['new.signedIn']?.value.acct;
  if (to === null) return ['stop', 'stays'];
  if (target !== undefined && !sameAcct(to, target)) return ['stop', 'elsewhere'];
  return pointingOf(facts) === 'redirects' ? ['stop', 'redirects'] : ['fine', 'moved'];
}

function followersLine(followers: LedgerCount | null): [Verdict, string, number[]] {
  if (followers === null) return ['look', 'notKnown', []];
  if (followers.waiting > 0) return ['stop', 'coming', [followers.waiting]];
  return followers.notCarried > 0 ? ['look', 'stayed', [followers.notCarried]] : ['fine', 'all', []];
}

function backupLine(complete: BackupView | null): [Verdict, string] {
  if (complete === null) return ['stop', 'none'];
  const whole = complete.kinds.every((kind) => kind.status === 'done' || (kind.status === 'unsupported' && kind.why === null));
  return whole ? ['fine', 'whole'] : ['look', 'gaps'];
}

function archiveLine(facts: Facts, now: number): [Verdict, string] {
  const fact = facts['old.archive'];
  if (!fact) return ['look', 'notSeen'];
  const { state } = archiveNow(fact.value, now);
  return [state === 'ready' && fact.value.seen ? 'fine' : 'look', state];
}

/** All lines in one word. What is only worth a look never keeps anybody. Pure. */
export function leaveVerdict(lines: readonly LeaveLine[]): Verdict {
  if (lines.some((line) => line.state === 'stop')) return 'stop';
  return lines.some((line) => line.state === 'look' && line.id !== 'links') ? 'look' : 'fine';
}
