import { inTurns, isOver } from '@/lib/jobs/turns';
import { requestsReceived } from '@/lib/kinds/requestsReceived';
import { parseList, accountSchema, acctOf } from '@/lib/kinds/entities';
import { ApiError } from '@/lib/mastodon/errors';
import { createGateway, type Access } from '@/lib/mastodon/gateway';
import { Refused, writeTo } from '@/lib/mastodon/writer';
import type { Move, Result } from '@/lib/move/model';
import { backupToCarry, knownKeys } from '@/lib/store/backups';
import { dexieBudget } from '@/lib/store/budgets';
import type { LetInRow } from '@/lib/store/rows';
import { accountOf } from '@/lib/store/moves';
import { problem, type Background } from './context';
import { checkSignedIn } from './recheck';
import { troubleOf } from './trouble';
import { startVerify } from './verify';

/** How long a stopped background may stay stopped in the middle of the work, in milliseconds. */
const wakeAfter = 30_000;
/** A longer wait is a clock that has been set back since, in milliseconds. */
const longestWait = 2 * 3_600_000;
/** Pages of a list beyond which it has no end. */
const mostPages = 250;

/** The person wants everybody let in who asks to follow the new account and followed the old one. Goes on where it was held. */
export async function letPeopleIn(background: Background, move: Move): Promise<Result<null>> {
  const { db } = background;
  const next = await accountOf(db, move, 'new');
  if (!next || !(await db.tokens.get(next.actorUri))) return { ok: false, problem: problem(background, 'signInRefused', 'new') };
  const before = await db.letIns.get(move.id);
  await db.letIns.put({ moveId: move.id, status: 'running', waitsUntil: null, problem: null, failures: 0, startedAt: background.now(), letIn: before?.letIn ?? [], refused: [], others: [] });
  return { ok: true, value: null };
}

/** Does it, one request a person, within the server's limits. It may be killed anywhere: who was let in no longer asks. True = there is something to read. */
export function createUsher(background: Background): { run(): Promise<boolean> } {
  return { run: inTurns(() => runAll(background)) };
}

async function runAll(background: Background): Promise<boolean> {
  const { db } = background;
  let ended = false;
  for (;;) {
    const rows = await db.letIns.filter((row) => row.status === 'running' || row.status === 'waiting').toArray();
    const due = rows.find((row) => row.status === 'running' || isOver(row.waitsUntil ?? 0, background.now(), longestWait));
    if (!due) {
      if (rows.length > 0) await background.setAlarm('letIn', Math.min(...rows.map((row) => row.waitsUntil ?? 0)));
      else await background.clearAlarm('letIn');
      return ended;
    }
    await background.setAlarm('letIn', background.now() + wakeAfter);
    ended = (await letInAll(background, due)) || ended;
  }
}

async function letInAll(background: Background, row: LetInRow): Promise<boolean> {
  const { db } = background;
  try {
    const move = await db.moves.get(row.moveId);
    const next = move && (await accountOf(db, move, 'new'));
    const token = next && (await db.tokens.get(next.actorUri));
    const complete = move && (await backupToCarry(db, move));
    if (!move || !next || !complete) {
      await db.letIns.delete(row.moveId);
      return false;
    }
    if (!token) throw new ApiError('tokenRevoked', new URL(next.origin).host);
    const access: Access = { account: next, token: token.accessToken, budget: dexieBudget(db), fetch: background.fetch, now: () => background.now() };
    const asking = await whoAsks(background, access);
    const former = await knownKeys(db, complete.id, 'followers', [...asking.keys()]);
    await db.letIns.update(row.moveId, { status: 'running', waitsUntil: null, problem: null, failures: 0, others: [...asking.keys()].filter((acct) => !former.has(acct)) });
    for (const [acct, id] of asking) if (former.has(acct)) await letIn(background, access, row.moveId, acct, id);
    await db.letIns.update(row.moveId, { status: 'done' });
    return await startVerify(background, move);
  } catch (error) {
    await explain(background, row, error);
    return false;
  }
}

/** Everybody who asks to follow the new account: their id there, by acct. */
async function whoAsks(background: Background, access: Access): Promise<Map<string, string>> {
  const gateway = createGateway(access);
  const found = new Map<string, string>();
  const asked = new Set<string>();
  for (let path: string | null = '/api/v1/follow_requests?limit=80'; path !== null; ) {
    if (asked.has(path) || asked.size >= mostPages) throw new ApiError('endlessList', new URL(access.account.origin).host);
    asked.add(path);
    await background.heartbeat();
    const page: Awaited<ReturnType<typeof gateway.get>> = await gateway.get(path);
    for (const account of parseList(accountSchema, page.body, requestsReceived.id)) found.set(acctOf(account, gateway.domain), account.id);
    path = page.next;
  }
  return found;
}

/** Source: mastodon v4.6.5, app/controllers/api/v1/follow_requests_controller.rb. */
async function letIn(background: Background, access: Access, moveId: string, acct: string, id: string): Promise<void> {
  const { db } = background;
  await background.heartbeat();
  const note = (list: 'letIn' | 'refused') => db.letIns.where('moveId').equals(moveId).modify((row) => void row[list].push(acct));
  try {
    await writeTo(access, { verb: 'POST', path: `/api/v1/follow_requests/${encodeURIComponent(id)}/authorize`, body: {} });
    await note('letIn');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await note('refused');
  }
}

/** A server's trouble is waited out; what needs the person waits for the person. */
async function explain(background: Background, row: LetInRow, error: unknown): Promise<void> {
  const { db } = background;
  const failures = row.failures + 1;
  const trouble = troubleOf(error, background.now(), failures);
  await db.letIns.update(row.moveId, { ...trouble, status: trouble.waitsUntil === null ? 'held' : 'waiting', failures });
  const move = await db.moves.get(row.moveId);
  if (move && trouble.problem?.code === 'tokenRevoked') await checkSignedIn(background, move, 'new');
}
