import { expect, test } from '@playwright/test';
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
    let owed = { following: [] as string[], blocks: [] as string[] };
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
    await assertArrived(owed, newApi, next);
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

/** By the new account's own API: more than half of what is owed is there, and blocks all are. Names of the rest stand in the desk. */
async function assertArrived(owed: { following: string[]; blocks: string[] }, api: LiveApi | undefined, next: Station): Promise<void> {
  const there = await listsOf(api, (await publicAccount(next)).id, domainOf(next));
  const missing = owed.following.filter((acct) => !there.following.includes(acct));
  expect(missing.length).toBeLessThanOrEqual(owed.following.length / 2);
  expect(owed.blocks.filter((acct) => !there.blocks.includes(acct))).toEqual([]);
}

async function listsOf(api: LiveApi | undefined, id: string, domain: string): Promise<{ following: string[]; blocks: string[] }> {
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
