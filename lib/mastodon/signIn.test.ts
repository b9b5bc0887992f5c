import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type ServerHandle, type World } from '@/e2e/servers/world';
import { parseTyped } from '@/lib/formats/acct';
import type { Account, Role } from '@/lib/move/model';
import { scopesFor } from '@/lib/move/scopes';
import type { AppRow } from '@/lib/store/rows';
import { readAccount } from './account';
import { discover } from './discovery';
import { revoke } from './oauth';
import { signIn, type SignInPorts, type SignInTask } from './signIn';
import { resolveLocalhost, testNet } from './testing/net';
import { createVisitor } from './testing/visitor';

resolveLocalhost();
const redirectUri = 'https://abcdefghijklmnop.chromiumapp.org/';
let world: World;

beforeEach(async () => {
  world = await startWorld({ size: 'small', servers: [{ name: 'elder', version: '4.3' }, { name: 'split', accountHost: 'people' }] });
});
afterEach(() => world.stop());

/** A store in memory and a window with a person at it. */
function desk() {
  const net = testNet();
  const apps = new Map<string, AppRow>();
  const stored: { role: Role; account: Account; app: AppRow; token: string }[] = [];
  const pending: boolean[] = [];
  const opened: URL[] = [];
  const ports: SignInPorts = {
    ...net,
    redirectUri,
    readApp: async (origin, uri) => apps.get(`${origin}|${uri}`) ?? null,
    writeApp: async (app) => void apps.set(app.id, app),
    setPending: async (_, value) => void pending.push(value),
    holdsToken: async (token) => stored.some((row) => row.token === token),
    openWindow: async () => null,
    writeAccount: async (task, account, _profile, app, { token }) => void stored.push({ role: task.role, account, app, token }),
  };
  return {
    net,
    apps,
    stored,
    pending,
    opened,
    ports,
    /** Who sits at the window, and what they say. */
    visitor(server: ServerHandle, username: string, answer: 'allow' | 'deny' = 'allow') {
      const { email, password } = server.credentials(username);
      const visitor = createVisitor(email, password);
      ports.openWindow = (url) => {
        opened.push(new URL(url));
        return visitor.authorize(url, answer);
      };
    },
    registrations: () => net.asked.filter((line) => line.endsWith('/api/v1/apps')).length,
  };
}

async function task(role: Role, text: string, other: SignInTask['other'] = null): Promise<SignInTask> {
  const typed = parseTyped(text);
  if (!typed) throw new Error(text);
  return { moveId: 'm', role, named: (await discover(testNet(), typed, text)).named, other, scopes: scopesFor(role, [], []) };
}

const liveTokens = (server: ServerHandle) => [...server.instance.state.tokens.values()].filter((token) => !token.revoked && token.accountId !== null);

describe('a sign-in', () => {
  it('ends with an account and a token that reads, and writes nothing it was not asked for', async () => {
    const at = desk();
    at.visitor(world.old, 'ada');
    const result = await signIn(await task('old', `@ada@${world.old.domain}`), at.ports);
    expect(result).toEqual({ ok: true, value: { actorUri: `${world.old.origin}/users/ada` } });
    const [row] = at.stored;
    expect(row?.account).toMatchObject({ acct: `ada@${world.old.domain}`, origin: world.old.origin, version: '4.6.5', apiVersion: 11, movedTo: null });
    expect(at.pending).toEqual([true, false]);
    expect(liveTokens(world.old).map((token) => token.scopes)).toEqual([['read']]);
    expect(JSON.stringify(result)).not.toContain(row?.token);
    expect((await readAccount(at.net, world.old.origin, row?.token ?? '')).account.actorUri).toBe(row?.account.actorUri);
    if (row) expect(await revoke(at.net, row.app, row.token)).toBe(true);
    await expect(readAccount(at.net, world.old.origin, row?.token ?? '')).rejects.toMatchObject({ code: 'tokenRevoked' });
  });

  it('uses PKCE and a state, and asks to change things on the new side alone', async () => {
    const at = desk();
    at.visitor(world.new, 'ada');
    expect(await signIn(await task('new', world.new.domain), at.ports)).toMatchObject({ ok: true });
    const query = at.opened[0]?.searchParams;
    expect(query?.get('code_challenge_method')).toBe('S256');
    expect(query?.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(query?.get('state')).toMatch(/^[\w-]{43}$/);
    expect(query?.get('scope')).toBe('read write:accounts write:filters write:follows write:lists write:mutes');
    expect(query?.has('force_login')).toBe(false);
    expect(at.stored[0]?.account.actorUri).toMatch(/\/ap\/users\/\d+$/);
  });

  it('works on an older server, which does not know every scope', async () => {
    const { instance, domain } = world.server('elder');
    const at = desk();
    const found = await signIn(await task('old', domain), at.ports);
    expect(found).toMatchObject({ ok: false, problem: { code: 'windowClosed' } });
    expect([...instance.state.apps.values()].map((app) => app.scopes.includes('write:collections'))).toEqual([false]);
  });

  it('works where the account domain is not the web host', async () => {
    const split = world.server('split');
    const at = desk();
    await signIn(await task('old', split.domain), at.ports);
    expect([...at.apps.values()].map((app) => app.origin)).toEqual([split.origin]);
  });

  it('shows the consent page again when both accounts are on one server', async () => {
    const at = desk();
    at.visitor(world.new, 'eve');
    const other = { actorUri: `${world.new.origin}/users/somebody`, acct: `somebody@${world.new.domain}`, origin: world.new.origin };
    expect(await signIn(await task('new', world.new.domain, other), at.ports)).toMatchObject({ ok: true });
    expect(at.opened[0]?.searchParams.get('force_login')).toBe('true');
  });
});

describe('what a backup file says of where an account is', () => {
  it('is not believed: the window opens where its domain leads', async () => {
    const at = desk();
    at.visitor(world.old, 'ada');
    const honest = await task('old', `@ada@${world.old.domain}`);
    const forged = { ...honest, named: { ...honest.named, origin: world.new.origin } };
    expect(await signIn(forged, at.ports)).toMatchObject({ ok: true });
    expect(at.opened.map((url) => url.origin)).toEqual([world.old.origin]);
    expect(at.stored.map((row) => [row.account.origin, row.app.origin])).toEqual([[world.old.origin, world.old.origin]]);
    expect(world.new.inspect.apps()).toBe(0);
    const server = await task('old', world.old.domain);
    at.opened.splice(0);
    await signIn({ ...server, named: { ...server.named, origin: 'https://evil.example' } }, at.ports);
    expect(at.opened.map((url) => url.origin)).toEqual([world.old.origin]);
  });

  it('opens no window where it names no account', async () => {
    const at = desk();
    const honest = await task('old', world.old.domain);
    expect(await signIn({ ...honest, named: { ...honest.named, acct: 'ada @evil' } }, at.ports)).toMatchObject({ ok: false, problem: { code: 'notAHandle' } });
    expect(at.opened).toEqual([]);
  });
});

describe('the app', () => {
  it('is registered once for all sign-ins', async () => {
    const at = desk();
    at.visitor(world.old, 'ada');
    const first = await task('old', world.old.domain);
    await signIn(first, at.ports);
    at.visitor(world.old, 'bob');
    await signIn(first, at.ports);
    expect(at.stored.map((row) => row.account.username)).toEqual(['ada', 'bob']);
    expect(at.registrations()).toBe(1);
  });

  it('is registered again once when the server has forgotten it', async () => {
    const at = desk();
    at.visitor(world.old, 'ada');
    const first = await task('old', world.old.domain);
    await signIn(first, at.ports);
    world.old.instance.state.apps.clear();
    expect(await signIn(first, at.ports)).toMatchObject({ ok: true });
    expect(at.registrations()).toBe(2);
    expect(at.apps.size).toBe(1);
  });

  it('that a server will not register now is not asked for in a loop', async () => {
    const at = desk();
    world.old.addFault({ match: /POST \/api\/v1\/apps/, kind: 'status', status: 429 });
    expect(await signIn(await task('old', world.old.domain), at.ports)).toMatchObject({ ok: false, problem: { code: 'tooManyRegistrations', role: 'old' } });
    expect(at.registrations()).toBe(1);
    expect(at.opened).toHaveLength(0);
  });
});

describe('what goes wrong has a name and leaves nothing', () => {
  it('the person says no', async () => {
    const at = desk();
    at.visitor(world.old, 'ada', 'deny');
    expect(await signIn(await task('old', world.old.domain), at.ports)).toMatchObject({ ok: false, problem: { code: 'consentDenied' } });
    expect(at.stored).toEqual([]);
    expect(at.pending).toEqual([true, false]);
  });

  it('the person closes the window', async () => {
    const at = desk();
    expect(await signIn(await task('old', world.old.domain), at.ports)).toMatchObject({ ok: false, problem: { code: 'windowClosed' } });
  });

  it('the server goes away while the window is open', async () => {
    const at = desk();
    at.ports.openWindow = async () => {
      await world.old.down();
      return null;
    };
    expect(await signIn(await task('old', world.old.domain), at.ports)).toMatchObject({ ok: false, problem: { code: 'serverDown' } });
  });

  it('the server is down before any window opens', async () => {
    const at = desk();
    at.visitor(world.old, 'ada');
    const first = await task('old', `@ada@${world.old.domain}`);
    await world.old.down();
    expect(await signIn(first, at.ports)).toMatchObject({ ok: false, problem: { code: 'serverDown' } });
    expect(at.opened).toHaveLength(0);
  });

  it('another account comes back: its token is given back', async () => {
    const at = desk();
    at.visitor(world.old, 'bob');
    const { domain } = world.old;
    const result = await signIn(await task('old', `@ada@${domain}`), at.ports);
    expect(result).toMatchObject({ ok: false, problem: { code: 'otherAccount', vars: [`@bob@${domain}`, `@ada@${domain}`] } });
    expect(at.stored).toEqual([]);
    expect(liveTokens(world.old)).toEqual([]);
  });

  it('the same account comes back for both sides: the token of the first side lives on', async () => {
    const at = desk();
    at.visitor(world.old, 'ada');
    await signIn(await task('old', world.old.domain), at.ports);
    const other = at.stored[0]?.account ?? null;
    expect(await signIn(await task('new', world.old.domain, other), at.ports)).toMatchObject({ ok: false, problem: { code: 'sameAccount' } });
    expect(liveTokens(world.old).map((token) => token.token)).toEqual([at.stored[0]?.token]);
  });

  it('a token that is stored already is not given back', async () => {
    const at = desk();
    at.visitor(world.old, 'bob');
    await signIn(await task('old', world.old.domain), at.ports);
    expect(await signIn(await task('old', `@ada@${world.old.domain}`), at.ports)).toMatchObject({ ok: false, problem: { code: 'otherAccount' } });
    expect(liveTokens(world.old).map((token) => token.token)).toEqual([at.stored[0]?.token]);
  });

  it('the old account has moved: no window opens', async () => {
    const at = desk();
    at.visitor(world.old, 'bob');
    const first = await task('old', `@bob@${world.old.domain}`);
    const bob = [...world.old.instance.state.accounts.values()].find((account) => account.username === 'bob' && account.domain === null);
    const ada = [...world.old.instance.state.accounts.values()].find((account) => account.username === 'ada' && account.domain === null);
    if (bob) bob.movedToUri = ada?.uri ?? null;
    const { domain } = world.old;
    expect(await signIn(first, at.ports)).toMatchObject({ ok: false, problem: { code: 'oldAlreadyMoved', vars: [`@bob@${domain}`, `@ada@${domain}`] } });
    expect(at.opened).toHaveLength(0);
  });

  it('the account cannot be stored: nothing of it stays', async () => {
    const at = desk();
    at.visitor(world.old, 'ada');
    at.ports.writeAccount = async () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    expect(await signIn(await task('old', world.old.domain), at.ports)).toMatchObject({ ok: false, problem: { code: 'storageFull' } });
    expect(liveTokens(world.old)).toEqual([]);
  });

  it('the account cannot be read after the sign-in: its token is given back', async () => {
    const at = desk();
    at.visitor(world.old, 'ada');
    world.old.addFault({ match: /verify_credentials/, kind: 'truncate' });
    expect(await signIn(await task('old', world.old.domain), at.ports)).toMatchObject({ ok: false, problem: { code: 'badAnswer' } });
    expect(liveTokens(world.old)).toEqual([]);
  });

  it('the code is refused, or comes with another state', async () => {
    const at = desk();
    at.ports.openWindow = async (url) => `${redirectUri}?code=made-up&state=${new URL(url).searchParams.get('state') ?? ''}`;
    const first = await task('old', world.old.domain);
    expect(await signIn(first, at.ports)).toMatchObject({ ok: false, problem: { code: 'signInRefused' } });
    const { email, password } = world.old.credentials('ada');
    at.ports.openWindow = async (url) => (await createVisitor(email, password).authorize(url))?.replace(/state=[^&]*/, 'state=other') ?? null;
    expect(await signIn(first, at.ports)).toMatchObject({ ok: false, problem: { code: 'signInRefused' } });
    expect(liveTokens(world.old)).toEqual([]);
  });

  it('the server fails at the last step', async () => {
    const at = desk();
    at.visitor(world.old, 'ada');
    world.old.addFault({ match: /POST \/oauth\/token/, kind: 'status', status: 503 });
    expect(await signIn(await task('old', world.old.domain), at.ports)).toMatchObject({ ok: false, problem: { code: 'serverDown' } });
  });

  it('a server that does not answer for its metadata is not taken for one without PKCE', async () => {
    const at = desk();
    at.visitor(world.old, 'ada');
    world.old.addFault({ match: /oauth-authorization-server/, kind: 'status', status: 500 });
    expect(await signIn(await task('old', world.old.domain), at.ports)).toMatchObject({ ok: false, problem: { code: 'serverDown' } });
    expect(at.opened).toHaveLength(0);
  });

  it('the sign-in cannot even be noted down', async () => {
    const at = desk();
    at.ports.setPending = async () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    expect(await signIn(await task('old', world.old.domain), at.ports)).toMatchObject({ ok: false, problem: { code: 'storageFull' } });
  });
});
