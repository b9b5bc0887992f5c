import 'fake-indexeddb/auto';
import { BlobReader, TextWriter, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startWorld, type ServerHandle, type World } from '@/e2e/servers/world';
import { writeBackup } from '@/lib/backupFile/write';
import { createRunner } from '@/lib/jobs/runner';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { createVisitor } from '@/lib/mastodon/testing/visitor';
import { createListener } from '@/lib/messages/listen';
import type { MessageName } from '@/lib/messages/contract';
import { diagnosisOf } from '@/lib/move/diagnosis';
import { kindIds, type Role } from '@/lib/move/model';
import { MovingDayDb } from '@/lib/store/db';
import { readGlance } from './glance';
import { readMoveView } from '@/lib/store/testing/view';
import { runnerPorts } from './backup';
import { createCarrier } from './carry';
import type { Background } from './context';
import { createHandlers } from './handlers';
import { createImporter } from './importRun';
import { sidesAt } from './pages';
import { importsPageOf } from './testing/importsPage';
import { quietBrowser } from './testing/quiet';

/** A whole journey in one database, with everything noted that leaves the background in any direction. */
resolveLocalhost();
const root = 'chrome-extension://ours/';
let world: World;
let background: Background;
let db: MovingDayDb;
let moveId: string;
let backupText: string;
const places: Record<'messages' | 'commands' | 'addresses' | 'browser' | 'log', string[]> = { messages: [], commands: [], addresses: [], browser: [], log: [] };
const requests: { url: string; redirect: unknown; credentials: unknown; text: string }[] = [];
const windows: string[] = [];
const sent: { verifiers: Set<string> } = { verifiers: new Set() };

/** Every secret that the servers know of, and what only we know. */
function secrets(): string[] {
  const of = ({ instance: { state } }: ServerHandle) => [...state.tokens.keys(), ...[...state.apps.values()].map((app) => app.clientSecret), ...state.grants.keys()];
  return [...of(world.old), ...of(world.new), ...sent.verifiers];
}

/** Those of the secrets that a text holds. */
const leaks = (text: string) => secrets().filter((secret) => text.includes(secret));

async function tables(names: (name: string) => boolean): Promise<string> {
  const rows = await Promise.all(db.tables.filter((table) => names(table.name)).map(async (table) => [table.name, await table.toArray()]));
  return JSON.stringify(rows);
}

async function noted(url: string, init: RequestInit): Promise<Response> {
  const headers = JSON.stringify(init.headers ?? {});
  const body = init.body instanceof URLSearchParams ? init.body.toString() : typeof init.body === 'string' ? init.body : '';
  places.addresses.push(url);
  requests.push({ url, redirect: init.redirect, credentials: init.credentials, text: `${headers} ${body}` });
  const verifier = new URLSearchParams(body).get('code_verifier');
  if (verifier !== null) sent.verifiers.add(verifier);
  return fetch(url, init);
}

beforeAll(async () => {
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) vi.spyOn(console, method).mockImplementation((...values: unknown[]) => void places.log.push(values.map(String).join(' ')));
  world = await startWorld({ size: 'small' });
  db = new MovingDayDb('secrets');
  const imports = importsPageOf(world);
  const note = (what: string) => (...values: unknown[]) => Promise.resolve(void places.browser.push(`${what} ${JSON.stringify(values)}`));
  const command = (values: unknown) => void places.commands.push(JSON.stringify(values));
  background = {
    ...quietBrowser,
    db,
    now: () => world.clock.now(),
    fetch: noted,
    setAlarm: note('alarm'),
    clearAlarm: () => Promise.resolve(),
    hasAccess: () => Promise.resolve(true),
    openTab: note('tab'),
    setBadge: note('badge'),
    notify: note('notice'),
    deskUrl: (at) => `${root}desk.html#${at}`,
    intents: { read: () => Promise.resolve(null), write: note('intent') },
    keeping: { read: () => Promise.resolve({ held: false, lostAt: null }), write: note('keeping') },
    guides: { first: (origin, message) => (command(message), imports.guides.first(origin, message)), ask: (tab, message) => (command(message), imports.guides.ask(tab, message)) },
    guideReader: imports.reader,
  };
  await journey();
}, 120_000);
afterAll(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

/** A message as it is sent, and its answer as it arrives. */
async function send(name: MessageName, data: unknown, from: { url: string; tabId: number | null } = { url: `${root}desk.html`, tabId: null }): Promise<{ ok: boolean; value: { moveId?: string; backupId?: string } | null }> {
  const server = { old: world.old, new: world.new };
  const openWindow = async (url: string) => {
    windows.push(url);
    const role: Role = url.startsWith(server.old.origin) ? 'old' : 'new';
    const { email, password } = server[role].credentials('ada');
    return createVisitor(email, password).authorize(url);
  };
  const handlers = createHandlers(background, { redirectUri: 'https://abcdefghijklmnop.chromiumapp.org/', openWindow }, () => undefined);
  const listen = createListener(handlers, root, (origin) => sidesAt(background, origin), () => ({ code: 'unexpected', vars: [], role: null, at: 0 }));
  const message = JSON.stringify({ movingDay: name, data });
  const reply = await listen(JSON.parse(message), { ...from, topFrame: true, ours: true });
  places.messages.push(message, JSON.stringify(reply));
  return reply as Awaited<ReturnType<typeof send>>;
}

async function readAll(): Promise<void> {
  const runner = createRunner(runnerPorts(background));
  for (let turns = 0; turns < 100; turns++) {
    await runner.run();
    const open = (await db.backups.toArray()).filter((row) => row.status === 'running' || row.status === 'waiting');
    if (open.length === 0) return;
    world.clock.advance(Math.max(0, Math.min(...open.map((row) => row.waitsUntil ?? 0)) - world.clock.now()));
  }
  throw new Error('readings do not end');
}

async function journey(): Promise<void> {
  moveId = (await send('startMove', {})).value?.moveId ?? '';
  await send('nameAccount', { moveId, role: 'old', text: world.old.credentials('ada').handle });
  await send('nameAccount', { moveId, role: 'new', text: world.new.origin });
  for (const role of ['old', 'new'] as const) expect(await send('signIn', { moveId, role })).toMatchObject({ ok: true });
  // A second sign-in, which replaces the first one's token.
  expect(await send('signIn', { moveId, role: 'old', also: ['post'] })).toMatchObject({ ok: true });
  const backup = await send('backUp', { moveId, kinds: kindIds });
  await readAll();
  for (const role of ['old', 'new'] as const) {
    await send('readProfile', { moveId, role });
    await send('announcements', { moveId, role });
    await send('changeProfile', { moveId, role, change: { note: 'I moved' } });
    await send('postAnnouncement', { moveId, role, draft: { text: 'I am moving', visibility: 'public', pin: false }, language: null });
  }
  for (const name of ['recheck', 'preflight', 'readBlocks', 'carryRest', 'bringFiles', 'letPeopleIn'] as const) await send(name, { moveId, ...(name === 'recheck' || name === 'preflight' ? { press: true } : {}) });
  for (let turns = 0; turns < 6; turns++) {
    await createImporter(background).run();
    await readAll();
    await createCarrier(background).run();
    world.clock.advance(60_000);
  }
  const guide = { url: `${world.new.origin}/settings/imports`, tabId: 1 };
  await send('hello', { page: 'imports', path: '/settings/imports', identity: { acct: `ada@${world.new.domain}`, disabled: false, movedTo: null }, reading: {} }, guide);
  await send('importFile', { kind: 'following' }, guide);
  await send('openPage', { role: 'new', page: 'imports' }, guide);
  // What goes wrong is told as well.
  world.new.addFault({ match: /oauth\/token/, kind: 'status', status: 500 });
  expect(await send('signIn', { moveId, role: 'new' })).toMatchObject({ ok: false });
  for (const token of world.new.instance.state.tokens.values()) token.revoked = true;
  await send('recheck', { moveId, press: true });
  backupText = await fileOf(backup.value?.backupId ?? '');
}

/** All that a saved file holds, unpacked. */
async function fileOf(backupId: string): Promise<string> {
  const row = await db.backups.get(backupId);
  const account = row && (await db.accounts.get(row.actorUri));
  if (!row || !account) throw new Error('no backup');
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const blob = new Response(readable).blob();
  await writeBackup({ db, backup: row, account, appVersion: '1', readme: 'Read me' }, writable);
  const texts: string[] = [];
  for (const entry of await new ZipReader(new BlobReader(await blob), { useWebWorkers: false }).getEntries()) if (!entry.directory) texts.push(entry.filename, await entry.getData(new TextWriter()));
  return texts.join('\n');
}

it('there are secrets of every sort, and the search finds them where they belong', async () => {
  const { tokens, apps, grants } = world.old.instance.state;
  expect([tokens.size > 1, apps.size, grants.size > 1, sent.verifiers.size > 2]).toEqual([true, 1, true, true]);
  const kept = await tables((name) => name === 'tokens' || name === 'apps');
  expect(leaks(kept).length).toBeGreaterThan(2);
  expect(leaks(requests.map((one) => one.text).join('\n')).length).toBeGreaterThan(6);
  expect(places.messages.length).toBeGreaterThan(40);
  expect(places.commands.some((one) => one.includes('uploadImport'))).toBe(true);
  expect(backupText).toContain(`ada@${world.old.domain}`);
});

describe('no token, secret, code or verifier is', () => {
  it.each(Object.keys(places) as (keyof typeof places)[])('in what goes to: %s', (place) => {
    expect(leaks(places[place].join('\n'))).toEqual([]);
  });

  it('in an address that a sign-in window opens, but its challenge', () => {
    expect(windows.length).toBeGreaterThan(2);
    expect(leaks(windows.join('\n'))).toEqual([]);
    for (const url of windows) expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
  });

  it('in any other table: problems, facts, backups, runs', async () => {
    const rest = await tables((name) => name !== 'tokens' && name !== 'apps');
    expect(rest).toContain('tokenRevoked');
    expect(leaks(rest)).toEqual([]);
  });

  it('in a backup file', () => {
    expect(leaks(backupText)).toEqual([]);
    expect(backupText).not.toContain('accessToken');
  });

  it('in what the pages show, or in the text for somebody who helps', async () => {
    const view = await readMoveView(db, background.now());
    if (!view) throw new Error('no move');
    expect(leaks(JSON.stringify(view))).toEqual([]);
    expect(leaks(JSON.stringify(await readGlance(db, '1')))).toEqual([]);
    expect(leaks(diagnosisOf(view, { version: '1', browser: 'x', language: 'en' }))).toEqual([]);
  });
});

it('a request that carries one goes to its own server alone, without cookies, and follows no redirect', () => {
  const origins = [world.old, world.new];
  const carrying = requests.filter((one) => leaks(one.text).length > 0);
  expect(carrying.length).toBeGreaterThan(20);
  for (const { url, redirect, credentials, text } of carrying) {
    const own = origins.find((server) => server.origin === new URL(url).origin);
    const [token = ''] = leaks(text);
    const known = own && [...own.instance.state.tokens.keys(), ...[...own.instance.state.apps.values()].map((app) => app.clientSecret), ...own.instance.state.grants.keys(), ...sent.verifiers];
    expect([url, redirect, credentials, known?.includes(token)]).toEqual([url, 'error', 'omit', true]);
  }
});

it('at the end of a move nothing of them is left, here or on a server that answers', async () => {
  const gone = leaks(await tables((name) => name === 'tokens' || name === 'apps'));
  expect(gone.length).toBeGreaterThan(1);
  expect(await send('forgetMove', { moveId, backups: true })).toMatchObject({ ok: true });
  const left = await tables(() => true);
  expect(gone.filter((secret) => left.includes(secret))).toEqual([]);
  expect(world.old.inspect.liveTokens()).toEqual([]);
  expect([await db.tokens.count(), await db.apps.count()]).toEqual([0, 0]);
});
