import { expect, test, type Page } from '@playwright/test';
import { startDriver } from '../driver/start';
import { Journey, step, type Station } from '../fixtures/journey';
import { ask, fullAcct, LiveApi, softwareOf } from '../fixtures/liveApi';
import { writeReport } from '../fixtures/report';
import { wholeMove } from '../fixtures/wholeMove';

/** Servers and accounts come from the environment: see CONTRIBUTING.md. Knows nothing of test servers' inside. */
function station(role: 'OLD' | 'NEW'): Station {
  const read = (part: string) => {
    const value = process.env[`LIVE_${role}${part}`];
    if (!value) throw new Error(`LIVE_${role}${part} is not set`);
    return value;
  };
  return { origin: new URL(read('')).origin, handle: read('_HANDLE'), email: read('_EMAIL'), password: read('_PASSWORD') };
}

const stopBeforeMove = process.env.LIVE_STOP_BEFORE === 'move';
const patience = Number(process.env.LIVE_PATIENCE_MINUTES ?? 45) * 60_000;

test('the same move between the two servers that the environment names', async () => {
  const [old, next] = [station('OLD'), station('NEW')];
  const driver = await startDriver({ build: 'shipped', ignoreTls: process.env.LIVE_IGNORE_TLS === '1' });
  try {
    const journey = new Journey(driver, old, next);
    const before = await publicAccount(old);
    const apis: LiveApi[] = [];
    let owed: Lists = { following: [], blocks: [] };
    const pages = await wholeMove(journey, {
      patience,
      aliasFirst: false,
      stopBeforeMove,
      // A moved account can no longer sign in to anything: what it has is read before.
      onSignedIn: async () => {
        for (const who of [old, next]) apis.push(await LiveApi.open(driver, who));
        owed = await listsOf(apis[0], before.id, domainOf(old));
      },
    });
    const [, newApi] = apis;
    await expect(step(pages.popup, 'export')).toHaveAttribute('data-status', 'done');
    await assertArrived(pages.desk, owed, newApi, next);
    expect((await actorOf(next)).alsoKnownAs).toContain((await actorOf(old)).id);
    if (stopBeforeMove) {
      expect((await publicAccount(old)).moved).toBeUndefined();
    } else {
      expect((await publicAccount(old)).moved?.url).toBe((await publicAccount(next)).url);
      await expect.poll(async () => (await publicAccount(next)).followers_count, { timeout: patience, intervals: [1000, 5000, 30_000] }).toBeGreaterThanOrEqual(Math.ceil(before.followers_count * 0.5));
    }
    await assertHosts(journey, [old, next]);
    await writeReport('live', journey, pages, [await softwareOf(old.origin), await softwareOf(next.origin)]);
    for (const api of apis) await api.close();
  } finally {
    await driver.stop();
  }
});

/** By the new account's own API: each row owed is there, or the desk names it with its reason. */
async function assertArrived(desk: Page, owed: Lists, api: LiveApi | undefined, next: Station): Promise<void> {
  const there = await listsOf(api, (await publicAccount(next)).id, domainOf(next));
  for (const kind of ['following', 'blocks'] as const) {
    const missing = owed[kind].filter((acct) => !there[kind].includes(acct));
    const named = [...(await namedRows(desk, kind, 'waiting', 'Waiting')), ...(await namedRows(desk, kind, 'notCarried', 'Could not come'))];
    expect(missing.filter((acct) => !named.includes(`@${acct}`))).toEqual([]);
  }
}

/** Names behind one number of the desk. */
async function namedRows(desk: Page, kind: string, status: string, label: string): Promise<string[]> {
  await desk.evaluate(() => (location.hash = 'import'));
  await expect(desk.locator(`tr[data-kind="${kind}"]`)).toBeVisible();
  const cell = desk.locator(`tr[data-kind="${kind}"] td[data-status="${status}"]`);
  if ((await cell.innerText()) === '0') return [];
  await cell.getByRole('button').click();
  const rows = desk.getByRole('region', { name: new RegExp(`: ${label}$`) }).locator('tbody tr td:first-child');
  const names: string[] = [];
  for (const more = desk.getByRole('button', { name: 'More', exact: true }); ; await more.click()) {
    await expect(rows.first()).toBeVisible();
    names.push(...(await rows.allInnerTexts()));
    if (!(await more.isVisible()) || (await more.isDisabled())) break;
  }
  return names.map((name) => name.toLowerCase());
}

interface Lists {
  following: string[];
  blocks: string[];
}

async function listsOf(api: LiveApi | undefined, id: string, domain: string): Promise<Lists> {
  if (!api) throw new Error('not signed in');
  return { following: await api.accts(`/api/v1/accounts/${id}/following?limit=80`, domain), blocks: await api.accts('/api/v1/blocks?limit=80', domain) };
}

/** Browser, background and guide talked to the two servers alone: account domain, web host, media hosts that they name. */
async function assertHosts(journey: Journey, stations: Station[]): Promise<void> {
  const allowed = new Set(['localhost:9']);
  for (const who of stations) {
    const account = await publicAccount(who);
    for (const url of [who.origin, `https://${domainOf(who)}`, account.avatar, account.header]) if (URL.canParse(url)) allowed.add(new URL(url).host);
  }
  const asked = journey.driver.requests();
  expect([...new Set(asked.map((request) => request.url.host))].filter((host) => !allowed.has(host))).toEqual([]);
  const did = (method: string, path: string) => asked.some((request) => request.method === method && request.url.pathname === path);
  expect([did('POST', '/oauth/token'), did('POST', '/settings/imports')]).toEqual([true, true]);
}

interface PublicAccount {
  id: string;
  url: string;
  avatar: string;
  header: string;
  followers_count: number;
  moved?: { url: string };
}

const usernameOf = (who: Station) => who.handle.replace(/^@/, '').split('@')[0] ?? '';
const domainOf = (who: Station) => fullAcct(who.handle.replace(/^@/, ''), new URL(who.origin).host).split('@')[1] ?? '';

async function publicAccount(who: Station): Promise<PublicAccount> {
  return (await ask(`${who.origin}/api/v1/accounts/lookup?acct=${usernameOf(who)}`)).body as PublicAccount;
}

async function actorOf(who: Station): Promise<{ id: string; alsoKnownAs?: string[] }> {
  return (await ask(`${who.origin}/users/${usernameOf(who)}`, { accept: 'application/activity+json' })).body as { id: string; alsoKnownAs?: string[] };
}
