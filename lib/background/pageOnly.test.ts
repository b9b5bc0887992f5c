import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLocal } from '@/e2e/servers/state';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { kindIds } from '@/lib/move/model';
import { deriveSteps } from '@/lib/move/steps/registry';
import { createMove, currentMove, readFacts } from '@/lib/store/moves';
import { nameAccount } from './accounts';
import { startBackup } from './backup';
import { readerFor, type Reader } from './testing/reader';

resolveLocalhost();
let world: World;
let reader: Reader;
/** Ada has moved to Bob before anybody of us came. */
beforeEach(async () => {
  world = await startWorld({ size: 'small' });
  reader = await readerFor(world.old, 'ada');
  await reader.background.db.tokens.clear();
  await reader.background.db.accounts.clear();
  personOn(world.old, 'ada').movedToUri = findLocal(world.old.instance, 'bob')?.uri ?? '';
});
afterEach(() => world.stop());

const named = async () => {
  const { db } = reader.background;
  const move = await createMove(db, 'move', reader.background.now());
  const result = await nameAccount(reader.background, move, 'old', `@ada@${world.old.domain}`);
  return { result, move: (await currentMove(db)) ?? move };
};
const backedUp = async () => {
  const { move } = await named();
  const started = await startBackup(reader.background, move.old.actorUri ?? '', { kinds: kindIds }, { moveId: move.id, scheduled: false });
  if (!started.ok) throw new Error(started.problem.code);
  return reader.finish(started.value.backupId);
};

describe('an account that had moved before we came', () => {
  it('is taken without a sign-in, and it is said what that means', async () => {
    const { result, move } = await named();
    expect(result.ok).toBe(true);
    expect(move.old.actorUri).toBe(personOn(world.old, 'ada').uri);
    const facts = await readFacts(reader.background.db, move.id);
    expect(facts['old.moved']?.value.to).toBe(`bob@${world.old.domain}`);
    expect(facts['old.signedIn']).toBeUndefined();
    expect((await reader.background.db.problems.toArray()).map((row) => row.problem.code)).toEqual(['oldAlreadyMoved']);
    expect(deriveSteps(move, facts, { now: reader.background.now(), checkpointPassed: false }).find((step) => step.id === 'export')?.status).not.toBe('closed');
  });

  it('is kept by its export files and its public followers; every other kind is named with the reason', async () => {
    reader.session.signedInAs = 'ada';
    const before = world.old.seen.length;
    const backup = await backedUp();
    expect(backup.status).toBe('done');
    const by = (status: string) => backup.kinds.filter((kind) => kind.status === status).map((kind) => kind.kind);
    expect(by('done')).toEqual(['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters', 'followers']);
    expect(by('failed')).toEqual([]);
    for (const kind of backup.kinds.filter((one) => one.status === 'unsupported')) expect([kind.kind, kind.why?.code]).toEqual([kind.kind, 'ownersOnly']);
    const rows = (kind: string) => backup.kinds.find((one) => one.kind === kind)?.rows;
    expect(rows('following')).toBe(world.old.inspect.following('ada').length);
    expect(rows('followers')).toBe(world.old.inspect.followers('ada').length);
    expect(rows('mutes')).toBe(world.old.inspect.mutes('ada').length);
    // Nothing was asked with a token, and nothing that only its owner may read.
    expect(world.old.seen.slice(before).filter((seen) => seen.authorized && seen.path.startsWith('/api/')).map((seen) => seen.path)).toEqual([]);
  });

  it('without its own session in the browser: the lists are named as missing, the followers are kept', async () => {
    reader.session.signedInAs = 'bob';
    const backup = await backedUp();
    const status = (kind: string) => backup.kinds.find((one) => one.kind === kind);
    expect(status('followers')?.status).toBe('done');
    expect(status('following')).toMatchObject({ status: 'failed', why: { code: 'noExportFile' } });
  });

  it.each(['empty', 'refused'])('whose followers are hidden (%s): that is said, and nothing waits for it', async (how) => {
    // As an empty list, or as a refusal where a server shows strangers nothing.
    if (how === 'empty') personOn(world.old, 'ada').hideCollections = true;
    else world.old.addFault({ match: /\/accounts\/\d+\/followers/, kind: 'status', status: 401 });
    reader.session.signedInAs = 'ada';
    const backup = await backedUp();
    expect(backup.status).toBe('done');
    expect(backup.kinds.find((one) => one.kind === 'followers')).toMatchObject({ status: 'failed', why: { code: 'notPublic' } });
    expect(backup.kinds.find((one) => one.kind === 'following')?.status).toBe('done');
  });

  it('cannot be the account that one moves to', async () => {
    const { move } = await named();
    expect(await nameAccount(reader.background, move, 'new', `@ada@${world.old.domain}`)).toMatchObject({ ok: false, problem: { code: 'newAlreadyMoved' } });
  });
});
