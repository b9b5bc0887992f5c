import { parseTyped, sameAcct } from '@/lib/formats/acct';
import type { Account, FactValues, NamedAccount, Problem, Result, Role } from '@/lib/move/model';
import type { AppRow } from '@/lib/store/db';
import { readAccount } from './account';
import { discover } from './discovery';
import { ApiError, toProblem } from './errors';
import type { Net } from './http';
import { appIsKnown, beginFlow, finishFlow, registerApp, revoke } from './oauth';

/** What a sign-in is for. */
export interface SignInTask {
  moveId: string;
  role: Role;
  named: NamedAccount;
  /** Account on the other side, null when there is none yet. */
  other: Pick<Account, 'actorUri' | 'acct' | 'origin'> | null;
}

/** Where a sign-in keeps things and what it opens; handed in by the composition root. */
export interface SignInPorts extends Net {
  redirectUri: string;
  readApp(origin: string, redirectUri: string): Promise<AppRow | null>;
  writeApp(app: AppRow): Promise<void>;
  /** Marks the sign-in as under way, or over, so that a killed background can say that it was interrupted. */
  setPending(task: SignInTask, pending: boolean): Promise<void>;
  /** Opens the server's page and resolves with the address it came back to. Null = the window was closed. */
  openWindow(url: string): Promise<string | null>;
  /** Stores account, token and fact in one transaction. */
  writeAccount(task: SignInTask, account: Account, profile: FactValues['new.profile'], app: AppRow, token: string): Promise<void>;
}

/**
 * Signs in to one side: checks the server before any window opens, lets the person sign in and consent on the server's
 * own page, then makes sure that the account is the one named, not the other side's, and not already gone.
 * Never half an account: nothing is stored before every check has passed, and a wrong account's token is revoked.
 */
export async function signIn(task: SignInTask, ports: SignInPorts): Promise<Result<{ actorUri: string }>> {
  try {
    await ports.setPending(task, true);
    return await attempt(task, ports);
  } catch (error) {
    return { ok: false, problem: toProblem(error, task.role, ports.now()) };
  } finally {
    await ports.setPending(task, false);
  }
}

async function attempt(task: SignInTask, ports: SignInPorts): Promise<Result<{ actorUri: string }>> {
  const { named, role } = task;
  await assertNotGone(task, ports);
  const app = await usableApp(named.origin, ports);
  const flow = await beginFlow(ports, app, role, task.other?.origin === named.origin);
  const redirected = await ports.openWindow(flow.url);
  if (redirected === null) return no(task, ports, 'windowClosed', [new URL(named.origin).host]);
  const token = await finishFlow(ports, app, flow, redirected);
  const { account, profile } = await readAccount(ports, named.origin, token);
  const wrong = wrongAccount(task, account, ports.now());
  if (wrong) {
    if (!(task.other?.actorUri === account.actorUri)) await revoke(ports, app, token);
    return { ok: false, problem: wrong };
  }
  await ports.writeAccount(task, account, profile, app, token);
  return { ok: true, value: { actorUri: account.actorUri } };
}

/** The app registered earlier, if the server still knows it: registrations are rationed, but unused ones are forgotten. */
async function usableApp(origin: string, ports: SignInPorts): Promise<AppRow> {
  const known = await ports.readApp(origin, ports.redirectUri);
  if (known && (await appIsKnown(ports, known))) return known;
  const app = await registerApp(ports, origin, ports.redirectUri);
  await ports.writeApp(app);
  return app;
}

/** A server that is down would leave a blank window; an account that has moved cannot consent any more. */
async function assertNotGone({ named, role }: SignInTask, ports: SignInPorts): Promise<void> {
  const typed = named.acct === null ? { username: null, domain: named.domain } : parseTyped(named.acct);
  if (!typed) return;
  const found = await discover(ports, typed, named.text);
  if (role === 'old' && found.movedTo !== null) {
    throw new ApiError('oldAlreadyMoved', new URL(named.origin).host, null, null, [`@${named.acct ?? ''}`, `@${found.movedTo}`]);
  }
}

function wrongAccount({ named, role, other }: SignInTask, account: Account, at: number): Problem | null {
  if (other?.actorUri === account.actorUri) return { code: 'sameAccount', vars: [`@${account.acct}`], role, at };
  if (named.acct !== null && !sameAcct(named.acct, account.acct)) {
    return { code: 'otherAccount', vars: [`@${account.acct}`, `@${named.acct}`], role, at };
  }
  if (role === 'old' && account.movedTo !== null) return { code: 'oldAlreadyMoved', vars: [`@${account.acct}`, `@${account.movedTo}`], role, at };
  return null;
}

function no(task: SignInTask, ports: Net, code: Problem['code'], vars: string[]): Result<never> {
  return { ok: false, problem: { code, vars, role: task.role, at: ports.now() } };
}
