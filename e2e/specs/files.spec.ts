import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { startDriver } from '../driver/start';
import { archiveZip } from '../servers/archive';
import { entries, kept, kindRow, openKind, start, states } from '../fixtures/backups';
import { guide, Journey, step } from '../fixtures/journey';
import { assertLooks } from '../fixtures/look';
import { expect, stationOf, takeShot, test } from '../fixtures/test';
import { readZipBytes } from '../fixtures/zip';
import type { World } from '../servers/world';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const lines = (text: string | undefined) => (text ?? '').split('\n').filter((line) => line !== '');

/** Opens a file through the browser's own file picker. */
async function openFile(journey: Journey, page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const button = page.getByRole('button', { name: 'Open a backup file' });
  await journey.driver.pickFile(button, () => journey.click(button), { name, mimeType: 'application/zip', buffer: Buffer.from(bytes) });
}

test('a backup as a file: what is in it, what is refused, and all of it back in a fresh browser @long', async ({ journey, driver, world }) => {
  test.setTimeout(150_000);
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  const desk = await driver.openDesk('profile');
  await journey.click(desk.getByRole('button', { name: 'Leave it as it is' }));
  await journey.click(desk.getByRole('link', { name: 'Backup', exact: true }));
  const saved = await driver.nextDownload(async () => {
    await start(journey, desk);
    await kept(desk);
  });
  const zip = new Uint8Array(readFileSync(saved));
  const posts = await assertContents(saved, world);
  await expect(desk.getByText(/^Saved to your downloads/)).toBeVisible();

  // The server's own archive is part of the next file.
  const ada = [...world.old.instance.state.accounts.values()].find((account) => account.username === 'ada' && account.domain === null);
  if (!ada) throw new Error('the seed has changed');
  const archive = (page: Page) => page.getByRole('region', { name: 'The server’s own archive' });
  const taken = `${world.old.inspect.posts('ada').length} posts of yours are kept here`;
  await archive(desk).locator('input[type=file]').setInputFiles({ name: 'archive.zip', mimeType: 'application/zip', buffer: Buffer.from(await archiveZip(world.old.instance, ada)) });
  await expect(archive(desk)).toContainText(taken);

  // Locked with a passphrase: any tool that knows `age` opens it.
  await journey.type(desk.getByLabel('Passphrase for the file'), 'nine tall ships');
  const locked = new Uint8Array(readFileSync(await driver.nextDownload(() => journey.click(desk.getByRole('button', { name: 'Save as a file' })))));
  expect(Buffer.from(locked.slice(0, 21)).toString()).toBe('age-encryption.org/v1');

  // What is no good gets its sentence and changes nothing.
  const before = { states: await states(desk), rows: await desk.locator('.kind-table').innerText(), list: await desk.locator('.backups').innerText() };
  // More than the fields of a header that nothing depends on.
  const flipped = zip.slice();
  for (let at = Math.floor(zip.length / 2), end = at + 500; at < end; at++) flipped[at] = (flipped[at] ?? 0) ^ 0xff;
  const bad: [string, Uint8Array, string][] = [
    ['flipped.zip', flipped, 'The file is damaged or not complete. Nothing was changed. Try another copy of it.'],
    ['holiday.zip', new TextEncoder().encode('PK, or rather not'), 'This is not a backup that Moving Day saved. Nothing was changed.'],
    ['short.zip', zip.slice(0, Math.floor(zip.length * 0.7)), 'The file is damaged or not complete. Nothing was changed. Try another copy of it.'],
  ];
  for (const [name, bytes, said] of bad) {
    await openFile(journey, desk, name, bytes);
    await expect(desk.getByRole('alert').filter({ hasText: said })).toBeVisible();
  }
  await takeShot(desk, 'file-refused', true);
  expect({ states: await states(desk), rows: await desk.locator('.kind-table').innerText(), list: await desk.locator('.backups').innerText() }).toEqual(before);

  // Another computer, and the old server is gone for good.
  await world.old.down();
  const other = await startDriver({ build: 'e2e' });
  try {
    const there = new Journey(other, stationOf(world, 'old', 'ada'), stationOf(world, 'new', 'ada'));
    const first = await other.openPopup();
    await takeShot(first, 'popup-first-run-with-file');
    await there.click(first.getByRole('button', { name: 'Or open a backup file that you saved' }));
    const fresh = await other.tab('/desk.html');
    await openFile(there, fresh, 'moving-day.zip.age', locked);
    await expect(fresh.getByText('This file is locked with a passphrase.')).toBeVisible();
    await there.type(fresh.getByLabel('Its passphrase'), 'nine small ships');
    await there.click(fresh.getByRole('button', { name: 'Unlock and open it' }));
    await expect(fresh.getByRole('alert').filter({ hasText: 'The passphrase is not the right one. Nothing was changed.' })).toBeVisible();
    await assertLooks(fresh, 'file-wrong-passphrase');
    await there.type(fresh.getByLabel('Its passphrase'), 'nine tall ships');
    await there.click(fresh.getByRole('button', { name: 'Unlock and open it' }));
    await expect(kindRow(fresh, 'following')).toBeVisible();
    expect(await states(fresh)).toEqual(before.states);
    for (const kind of Object.keys(before.states)) expect(`${kind} ${await entries(fresh, kind)}`).toBe(`${kind} ${await entries(desk, kind)}`);

    // The move stands where it stood, and every screen works without any sign-in.
    await expect(first.locator('[data-role="old"]')).toContainText('@ada');
    await expect(first.locator('[data-role="new"]')).toContainText('@ada');
    await expect(step(first, 'profile')).toHaveAttribute('data-status', 'skipped');
    for (const place of ['Overview', 'Profile', 'What arrived', 'Pause', 'After the move', 'Settings', 'Backup']) {
      await there.click(fresh.getByRole('link', { name: place, exact: true }));
      await expect(fresh.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(fresh.locator('[aria-busy="true"]')).toHaveCount(0);
      await expect(fresh.getByText(/^What we show of OLD is from the backup of \d/)).toBeVisible();
    }
    await expect(archive(fresh)).toContainText(taken);
    const list = await openKind(there, fresh, 'posts', 'Posts');
    await there.type(list.getByRole('searchbox'), posts.pictured);
    await there.click(list.locator('.row-button').first());
    await expect.poll(() => list.locator('.post img').first().evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    await takeShot(fresh, 'file-opened', true);

    // And it is of use: the lists go into the new account, with the old server gone.
    await first.bringToFront();
    await takeShot(first, 'popup-from-file');
    await there.click(first.getByRole('button', { name: 'My old server is gone. Go on with the backup.' }));
    await there.signIn(first, 'new', there.next);
    await other.allowHost(world.old.origin);
    await other.allowHost(world.new.origin);
    await there.click(first.getByRole('button', { name: 'Open the import page on NEW' }));
    const imports = await other.tab(`${world.new.origin}/settings/imports`);
    await there.click(guide(imports).getByRole('button', { name: 'By hand, one by one' }));
    await there.click(guide(imports).getByRole('button', { name: /^Put the file in/ }));
    await expect(guide(imports).getByRole('heading', { name: 'Now press Upload' })).toBeVisible();
    await there.click(imports.locator('#new_form_import button[type=submit]'));
    await there.click(imports.locator('a[data-method=post][href$="/confirm"]'));
    await expect.poll(() => world.new.inspect.imports('ada').map((row) => [row.type, row.state])).toEqual([['following', expect.not.stringMatching('unconfirmed')]]);
    expect(world.new.inspect.imports('ada')[0]?.total).toBe(world.old.inspect.following('ada').length);
  } finally {
    await other.stop();
  }
});

/** What item 8 says a saved file holds, against the servers' true state. */
async function assertContents(path: string, world: World): Promise<{ pictured: string }> {
  const bytes = await readZipBytes(path);
  const text = (name: string) => new TextDecoder().decode(bytes.get(name));
  const { old } = world;
  const csv: [string, string | null, number][] = [
    ['following_accounts.csv', 'Account address,Show boosts,Notify on new posts,Languages', old.inspect.following('ada').length],
    ['blocked_accounts.csv', null, old.inspect.blocks('ada').length],
    ['muted_accounts.csv', 'Account address,Hide notifications', old.inspect.mutes('ada').length],
    ['blocked_domains.csv', null, old.inspect.domainBlocks('ada').length],
    ['bookmarks.csv', null, old.inspect.bookmarks('ada').length],
    ['lists.csv', null, old.inspect.lists('ada').reduce((sum, list) => sum + list.members.length, 0)],
  ];
  for (const [name, header, rows] of csv) {
    const all = lines(text(name));
    if (header !== null) expect(all[0]).toBe(header);
    expect(`${name} ${all.length - (/^(Account address|#domain|#uri)/.test(all[0] ?? '') ? 1 : 0)}`).toBe(`${name} ${rows}`);
  }
  expect(JSON.parse(text('custom_filters.json'))).toBeTruthy();
  expect(lines(text('followers.csv')).length - 1).toBe(old.inspect.followers('ada').length);
  expect(text('README.txt')).toContain(`Backup of ada@${old.domain}`);
  expect(text('README.txt')).not.toMatch(/\$\d/);

  interface Manifest {
    kinds: { kind: string; rows: number }[];
    files: { name: string; kind: string | null; rows: number; bytes: number; sha256: string }[];
    media: { url: string; name: string }[];
  }
  const manifest = JSON.parse(text('manifest.json')) as Manifest;
  expect(manifest.files.map((file) => file.name).sort()).toEqual([...bytes.keys()].filter((name) => name !== 'manifest.json').sort());
  expect(manifest.files.map((file) => [file.name, file.bytes, file.sha256])).toEqual(manifest.files.map((file) => [file.name, bytes.get(file.name)?.length, sha256(bytes.get(file.name) ?? new Uint8Array())]));
  for (const { kind, rows } of manifest.kinds.filter((one) => one.rows > 0)) {
    const all = lines(text(`data/${kind}.jsonl`));
    expect(`${kind} ${all.length}`).toBe(`${kind} ${rows}`);
    for (const line of all) expect(typeof JSON.parse(line)).toBe('object');
  }
  const own = old.inspect.posts('ada');
  const outbox = JSON.parse(text('outbox.json')) as { type: string; totalItems: number; orderedItems: { type: string; object: string | { id: string; attachment: { url: string }[] } }[] };
  expect([outbox.type, outbox.totalItems, outbox.orderedItems.length]).toEqual(['OrderedCollection', own.length, own.length]);
  // Every picture that the server still has, byte for byte; and the post that shows one.
  const there = own.flatMap((post) => post.media.filter((file) => !file.missing));
  const stored = new Map(manifest.media.map((file) => [file.url, file.name]));
  for (const file of there) expect(sha256(bytes.get(stored.get(file.url) ?? '') ?? new Uint8Array())).toBe(sha256(file.bytes));
  expect(there.length).toBeGreaterThan(1);
  const pictured = own.find((post) => post.media.length > 0 && post.content.includes('Picture'));
  return { pictured: (pictured?.content ?? '').replace(/<[^>]*>/g, '').split(' ').slice(0, 2).join(' ') };
}
