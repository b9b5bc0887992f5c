import 'fake-indexeddb/auto';
import { moverIn } from '@/lib/background/testing/mover';
import { readerFor } from '@/lib/background/testing/reader';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { kindIds, type KindId } from '@/lib/move/model';
import { newestBackups } from '@/lib/store/backups';
import { lowerBound, lowerBoundOfComparison, lowerBoundWithFiles } from '../../bench/bound';
import { untilNextWindow } from '../../bench/limits';
import { readPlainly } from '../../bench/plain';
import { figures } from '../../bench/report';
import { expect, test } from '../../fixtures/test';
import type { World } from '../../servers/world';

resolveLocalhost();

/** Kinds that the settings pages give as files. */
const withFiles: KindId[] = ['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters'];
/** What `readPlainly` reads. */
const longLists: KindId[] = [...withFiles, 'followers', 'favourites', 'posts'];
const how = 'the background as it ships, in Node over the test server; a browser asks for the same';

test.describe('requests', () => {
  test.use({ worldOptions: { size: 'normal', giant: { seed: 1 } } });

  test('requests of a backup', async ({ world }) => {
    test.setTimeout(240_000);
    const report = figures();
    for (const [username, label] of [['ada', 'normal account'], ['giant', 'giant account']] as const) {
      const filed = await backUp(world, username, withFiles, true);
      const least = lowerBoundWithFiles(world.old, username, withFiles);
      report.atMost(`requests over lower bound, export files, ${label}`, (filed.files + filed.api) / (least.files + least.api), 'times', 1, `${filed.files} files and ${filed.api} by API for what no file has, of at least ${least.files} and ${least.api}; apart from these, ${filed.looks} looks at who is signed in; ${how}`);
    }
    const all = await backUp(world, 'ada', kindIds, false);
    const least = lowerBound(world.old, 'ada', kindIds);
    report.atMost('requests over lower bound, by API, normal account', all.api / least, 'times', 1.02, `${all.api} of at least ${least} for every kind; ${how}`);
    const lists = await backUp(world, 'ada', longLists, false);
    const plain = await readPlainly(world, 'ada');
    report.atMost('requests over those of plain paging, by API, normal account', lists.api / plain, 'times', 1, `the same lists read with masto, page after page: ${plain}; ours ${lists.api}; ${how}`);
    report.atMost('answers of 429, in Node', world.old.seen.filter((seen) => seen.status === 429).length, 'answers', 0, `of ${world.old.seen.length} requests with the server's real limits`);
    expect(report.missed).toEqual([]);
  });
});

test.describe('requests of a comparison', () => {
  test.use({ worldOptions: { size: 'normal' } });

  test('requests of a comparison', async ({ world }) => {
    const report = figures();
    const mover = await moverIn(world);
    await mover.importAll();
    const compare = async (which: string) => {
      world.clock.advance(untilNextWindow(world.clock.now()));
      const before = world.new.seen.length;
      await mover.compare();
      const asked = world.new.seen.slice(before).filter((seen) => seen.path.startsWith('/api/') && seen.authorized).length;
      const owed = [...new Set((await mover.db.ledger.toArray()).map((row) => row.kind))];
      const least = lowerBoundOfComparison(world.old, world.new, 'ada', owed);
      report.atMost(`requests over lower bound, comparison with the new account, ${which}`, asked / least, 'times', 1.02, `${asked} of at least ${least} for ${owed.length} kinds after all imports; ${how}`);
    };
    await compare('normal account');
    // Without notes nobody has to be asked about who is there.
    const { complete } = await newestBackups(mover.db, mover.move.old.actorUri ?? '');
    await mover.db.ledger.clear();
    await mover.db.backups.update(complete?.id ?? '', { kinds: complete?.kinds.map((kind) => (kind.kind === 'notes' ? { ...kind, rows: 0 } : kind)) ?? [] });
    await compare('normal account without notes');
    report.atMost('answers of 429, comparison, in Node', world.new.seen.filter((seen) => seen.status === 429).length, 'answers', 0, `of ${world.new.seen.length} requests`);
    expect(report.missed).toEqual([]);
  });
});

/** Makes one backup at the beginning of a window, and counts what was asked. */
async function backUp(world: World, username: string, kinds: readonly KindId[], signedIn: boolean): Promise<{ files: number; api: number; looks: number }> {
  world.clock.advance(untilNextWindow(world.clock.now()));
  const reader = await readerFor(world.old, username);
  if (signedIn) reader.session.signedInAs = username;
  const before = world.old.seen.length;
  const backup = await reader.backUp(kinds);
  expect(backup.kinds.map((kind) => [kind.kind, kind.status])).toEqual(backup.kinds.map((kind) => [kind.kind, 'done']));
  const asked = world.old.seen.slice(before);
  return {
    files: asked.filter((seen) => seen.path.startsWith('/settings/exports/')).length,
    looks: asked.filter((seen) => seen.path === '/settings/export').length,
    api: asked.filter((seen) => seen.path.startsWith('/api/') && seen.authorized).length,
  };
}
