import http from 'node:http';
import { expect, test } from '@playwright/test';
import { startChromium } from '../driver/chromium';
import { Journey, step, type Station } from '../fixtures/journey';
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
  const driver = await startChromium({ build: 'shipped', ignoreTls: process.env.LIVE_IGNORE_TLS === '1' });
  try {
    const journey = new Journey(driver, old, next);
    const before = await publicAccount(old);
    const pages = await wholeMove(journey, { patience, aliasFirst: false, stopBeforeMove });
    await expect(step(pages.popup, 'export')).toHaveAttribute('data-status', 'done');
    if (stopBeforeMove) {
      expect((await publicAccount(old)).moved).toBeUndefined();
    } else {
      expect((await publicAccount(old)).moved?.url).toBe((await publicAccount(next)).url);
      await expect.poll(async () => (await publicAccount(next)).followers_count, { timeout: patience, intervals: [1000, 5000, 30_000] }).toBeGreaterThan(before.followers_count * 0.5);
    }
    const software = async (origin: string) => ({ origin, software: 'mastodon', version: String((await getJson(`${origin}/api/v2/instance`)).version) });
    await writeReport('live', journey, pages, [await software(old.origin), await software(next.origin)]);
  } finally {
    await driver.stop();
  }
});

interface PublicAccount {
  url: string;
  followers_count: number;
  moved?: { url: string };
}

async function publicAccount(who: Station): Promise<PublicAccount> {
  const username = who.handle.replace(/^@/, '').split('@')[0] ?? '';
  return getJson<PublicAccount>(`${who.origin}/api/v1/accounts/lookup?acct=${username}`);
}

/** Asks a public API; names under `.localhost` are this machine, whatever the resolver says. */
async function getJson<T = Record<string, unknown>>(url: string): Promise<T> {
  const target = new URL(url);
  if (!target.hostname.endsWith('.localhost')) return (await (await fetch(url)).json()) as T;
  return new Promise((done, failed) => {
    http
      .get({ host: '127.0.0.1', port: target.port, path: target.pathname + target.search, headers: { host: target.host } }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => done(JSON.parse(text) as T));
      })
      .on('error', failed);
  });
}
