import { parseTyped, sameAcct } from '@/lib/formats/acct';
import type { Account, FactValues, NamedAccount, ProblemCode, Result, Role } from '@/lib/move/model';
import type { AppRow } from '@/lib/store/rows';
import { readAccount } from './account';
import { discover } from './discovery';
import { ApiError, toProblem } from './errors';
import type { Net } from './http';
import { appIsKnown, beginFlow, finishFlow, registerApp, revoke, type Granted } from './oauth';

/** What a sign-in is for. */
export interface SignInTask {
  moveId: string;
  role: Role;
  named: NamedAccount;
  /** Account on the other side, null when there is none yet. */
  other: Pick<Account, 'actorUri' | 'acct' | 'origin'> | null;
  /** What the sign-in is asked to allow. */
  scopes: string[];
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
  /** Is this token stored, for whichever move? Servers give the same token again for the same app, account and scopes. */
  holdsToken?(token: string): Promise<boolean>;
  /** Stores account, token and fact in one transaction. */
  writeAccount(task: SignInTask, account: Account, profile: FactValues['new.profile'], app: AppRow, granted: Granted): Promise<void>;
}

/**
 * Signs in to one side: checks the server before any window opens, lets the person sign in and consent on the server's
 * own page, then makes sure that the account is the one named, not the other side's, and not already gone.
 * Never half an account: nothing is stored before every check has passed, and a wrong account's token is revoked.
 */
export async function signIn(task: SignInTask, ports: SignInPorts): Promise<Result<{ actorUri: string }>> {
  try {
    await ports.setPending(task, true);
    const actorUri = await attempt(task, ports).finally(() => ports.setPending(task, false));
    return { ok: true, value: { actorUri } };
  } catch (error) {
    return { ok: false, problem: toProblem(error, task.role, ports.now()) };
  }
}

async function attempt(task: SignInTask, ports: SignInPorts): Promise<string> {
  const named = await findAgain(task, ports);
  const app = await usableApp(named, ports);
  const flow = await beginFlow(ports, app, task.scopes, task.other?.origin === named.origin);
  const redirected = await ports.openWindow(flow.url);
  if (redirected === null) {
    // A window that could not be loaded is closed as well, and a moved account gets no consent page: ask which it was.
    await findAgain(task, ports);
    throw new ApiError('windowClosed', new URL(named.origin).host);
  }
  const granted = await finishFlow(ports, app, flow, redirected);
  try {
    const { account, profile } = await readAccount(ports, named.origin, granted.token);
    assertRightAccount(task, account);
    await ports.writeAccount({ ...task, named }, account, profile, app, granted);
    return account.actorUri;
  } catch (error) {
    if (!(await ports.holdsToken?.(granted.token))) await revoke(ports, app, granted.token);
    throw error;
  }
}

const alreadyMoved = { old: 'oldAlreadyMoved', new: 'newAlreadyMoved' } as const;

/** The app registered earlier, if the server still knows it: registrations are rationed, but unused ones are forgotten. */
async function usableApp({ origin, apiVersion }: NamedAccount, ports: SignInPorts): Promise<AppRow> {
  const known = await ports.readApp(origin, ports.redirectUri);
  if (known && (await appIsKnown(ports, known))) return known;
  const app = await registerApp(ports, origin, ports.redirectUri, apiVersion);
  await ports.writeApp(app);
  return app;
}

/**
 * Where the account is that the person reads beside the button: by its domain, and not by what was stored of it, which
 * may have come in a backup file. A server that is down would leave a blank window; an account that has moved cannot
 * consent any more.
 */
async function findAgain({ named, role }: SignInTask, ports: SignInPorts): Promise<NamedAccount> {
  const typed = named.acct === null ? { username: null, domain: named.domain } : parseTyped(named.acct);
  const host = new URL(named.origin).host;
  if (!typed) throw new ApiError('notAHandle', host, null, null, [named.acct ?? '']);
  const found = await discover(ports, typed, named.text).catch((error: unknown) => {
    // It was there when it was named.
    throw error instanceof ApiError && error.code === 'serverNotFound' ? new ApiError('serverDown', host) : error;
  });
  if (found.movedTo !== null) throw new ApiError(alreadyMoved[role], host, null, null, [`@${named.acct ?? ''}`, `@${found.movedTo}`]);
  return found.named;
}

function assertRightAccount({ named, role, other }: SignInTask, account: Account): void {
  const refuse = (code: ProblemCode, ...vars: string[]) => new ApiError(code, new URL(named.origin).host, null, null, vars);
  if (other?.actorUri === account.actorUri) throw refuse('sameAccount', `@${account.acct}`);
  if (named.acct !== null && !sameAcct(named.acct, account.acct)) throw refuse('otherAccount', `@${account.acct}`, `@${named.acct}`);
  if (account.movedTo !== null) throw refuse(alreadyMoved[role], `@${account.acct}`, `@${account.movedTo}`);
}
