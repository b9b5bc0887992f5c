import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { resolveStatus } from '@/e2e/servers/federation';
import type { Filter } from '@/e2e/servers/model';
import { nextId } from '@/e2e/servers/state';
import { startWorld, type ServerHandle } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { importsPageOf } from './testing/importsPage';
import { moverIn } from './testing/mover';

resolveLocalhost();

/** Another filter of Ada's. */
function addFilter({ instance }: ServerHandle, change: Partial<Filter>): Filter {
  const id = nextId(instance);
  const filter: Filter = { id, accountId: '', title: '', context: ['home'], action: 'warn', expiresAt: null, keywords: [], statuses: [], ...change };
  instance.state.filters.set(id, filter);
  return filter;
}

it('a filter’s posts that NEW does not know are left out by its import, and that is said', async () => {
  const world = await startWorld({ size: 'small' });
  try {
    const { bookmarks, filters, statuses } = world.old.instance.state;
    const ids = bookmarks.of('account', personOn(world.old, 'ada').id).map((row) => row.statusId);
    const known = ids.find((id) => statuses.get(id)?.uri.startsWith(world.server('friends').origin)) ?? '';
    const unknown = [...statuses.values()].find((status) => !ids.includes(status.id) && status.visibility === 'public')?.id ?? '';
    const [first, second] = [...filters.values()];
    first?.statuses.push({ id: '1', statusId: known });
    second?.statuses.push({ id: '2', statusId: known }, { id: '3', statusId: unknown });
    await resolveStatus(world.new.instance, statuses.get(known)?.uri ?? '', personOn(world.new, 'ada'));
    const mover = await moverIn(world);
    mover.background.guides = importsPageOf(world).guides;
    await mover.compare();
    await mover.bring();
    const rows = await mover.ledger('filters');
    expect(rows.find((row) => row.label === first?.title)).toMatchObject({ status: 'carried', reason: null });
    expect(rows.find((row) => row.label === second?.title)).toMatchObject({ status: 'carried', reason: 'withoutPosts' });
  } finally {
    await world.stop();
  }
});

it.each(['adds', 'replaces'] as const)('a filter that NEW has of its own stays as it is, where the import %s those of one name', async (filterImport) => {
  const world = await startWorld({ size: 'small', servers: [{ name: 'new', filterImport }] });
  try {
    const own = addFilter(world.new, { accountId: personOn(world.new, 'ada').id, title: 'No spoilers', context: ['home', 'notifications'], keywords: [{ id: '1', keyword: 'mine', wholeWord: false }] });
    const before = structuredClone(own);
    const mover = await moverIn(world);
    mover.background.guides = importsPageOf(world).guides;
    await mover.compare();
    const fates = async () => Object.fromEntries((await mover.ledger('filters')).map((row) => [row.label, row.reason ?? row.status]));
    expect(await fates()).toMatchObject({ 'No spoilers': 'otherThere', 'No spiders': 'notImportedYet' });
    await mover.bring();
    expect(await fates()).toMatchObject({ 'No spoilers': 'otherThere', 'No spiders': 'carried' });
    expect(world.new.instance.state.filters.get(own.id)).toEqual(before);
    expect(world.new.inspect.filters('ada').map((filter) => filter.title).sort()).toEqual(world.old.inspect.filters('ada').map((filter) => filter.title).sort());
  } finally {
    await world.stop();
  }
});
