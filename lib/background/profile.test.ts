import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { createVisitor } from '@/lib/mastodon/testing/visitor';
import { createMove, findMove, readFacts } from '@/lib/store/moves';
import { readMoveView } from '@/lib/store/testing/view';
import { dropAccount, nameAccount, signInTo } from './accounts';
import { changeProfile, profileOfSide } from './profile';
import { checkSignedIn } from './recheck';
import { pairOf, reborn } from './testing/pair';
import { readerFor } from './testing/reader';

resolveLocalhost();
let world: World;
beforeEach(async () => {
  world = await startWorld({ size: 'small' });
});
afterEach(() => world.stop());
const scopes = { old: ['read'], new: ['read', 'write:accounts'] };

describe('a profile', () => {
  it('is read as its owner wrote it, with the limits of its server', async () => {
    Object.assign(personOn(world.old, 'ada'), { indexable: false, hideCollections: true });
    const { background, move } = await pairOf(world, scopes);
    const read = await profileOfSide(background, move, 'old');
    const truth = personOn(world.old, 'ada');
    expect(read).toMatchObject({ ok: true, value: { keptAt: null, limits: { note: 500 }, profile: { note: truth.note, displayName: truth.displayName, indexable: false, hideCollections: true } } });
  });

  it('comes from the backup where the old server is gone, with its pictures', async () => {
    const { reader, background, move } = await pairOf(world, scopes);
    const backup = await reader.backUp(['profile', 'media']);
    world.old.hostile('mediaMissing');
    await world.old.down();
    const read = await profileOfSide(background, move, 'old');
    expect(read).toMatchObject({ ok: true, value: { keptAt: backup.finishedAt, limits: null, profile: { displayName: 'Ada Lovelace' } } });
    expect(await changeProfile(background, move, 'new', { displayName: 'Ada Lovelace', avatar: 'take', header: 'take' })).toEqual({ ok: true, value: { left: [] } });
    expect(world.new.inspect.profile('ada')).toMatchObject({ displayName: 'Ada Lovelace', hasAvatar: true, hasHeader: true });
    expect((await readFacts(background.db, move.id))['new.profile']?.value).toMatchObject({ displayName: true, avatar: true });
  });

  it('changes on the old side only with a sign-in that allows it', async () => {
    const reading = await pairOf(world, scopes);
    expect(await changeProfile(reading.background, reading.move, 'old', { note: 'x' })).toMatchObject({ ok: false, problem: { code: 'notAuthorised', role: 'old' } });
    const writing = await pairOf(world, { ...scopes, old: ['read', 'write:accounts'] });
    expect(await changeProfile(writing.background, writing.move, 'old', { note: 'Moved' })).toEqual({ ok: true, value: { left: [] } });
    expect(personOn(world.old, 'ada').note).toBe('Moved');
  });
});

describe('a profile being changed by a background that is stopped', () => {
  const wanted = { displayName: 'Ada Lovelace', note: 'I moved', avatar: 'take', header: 'take', locked: false } as const;

  it('at any of its requests: a second press brings it to its end, and the lock is offered again', async () => {
    for (let at = 1; ; at++) {
      Object.assign(personOn(world.new, 'ada'), { locked: true, note: '', displayName: '' });
      const pair = await pairOf(world, scopes);
      const { fetch: net } = pair.background;
      let left = at;
      const stopped = new Promise<boolean>((done) => {
        pair.background.fetch = async (url, init) => {
          const answer = await net(url, init);
          if (--left !== 0) return answer;
          await answer.arrayBuffer();
          done(true);
          return new Promise<Response>(() => undefined);
        };
      });
      const ended = await Promise.race([stopped, changeProfile(pair.background, pair.move, 'new', wanted).then(() => false)]);
      if (!ended) {
        expect(at).toBeGreaterThan(4);
        return;
      }
      const woken = reborn(pair, net);
      expect(await changeProfile(woken, pair.move, 'new', wanted)).toEqual({ ok: true, value: { left: [] } });
      expect(world.new.inspect.profile('ada')).toMatchObject({ displayName: 'Ada Lovelace', hasAvatar: true, hasHeader: true });
      expect(personOn(world.new, 'ada')).toMatchObject({ note: 'I moved', locked: false });
      expect((await readMoveView(woken.db, woken.now()))?.unlockedForMove).toBe(true);
    }
  });

  it('after the server has unlocked the account, before that was stored: the lock is offered again without another press', async () => {
    personOn(world.new, 'ada').locked = true;
    const pair = await pairOf(world, scopes);
    await checkSignedIn(pair.background, pair.move, 'new');
    const { fetch: net } = pair.background;
    await new Promise<void>((done) => {
      pair.background.fetch = async (url, init) => {
        const answer = await net(url, init);
        if (init.method !== 'PATCH') return answer;
        done();
        return new Promise<Response>(() => undefined);
      };
      void changeProfile(pair.background, pair.move, 'new', { locked: false });
    });
    const woken = reborn(pair, net);
    await checkSignedIn(woken, pair.move, 'new');
    expect((await readMoveView(woken.db, woken.now()))?.unlockedForMove).toBe(true);
  });
});

describe('a locked new account', () => {
  const unlocked = async (pair: Awaited<ReturnType<typeof pairOf>>) => (await readMoveView(pair.background.db, pair.background.now()))?.unlockedForMove;

  it('that we unlock is offered its lock again, until it has it', async () => {
    personOn(world.new, 'ada').locked = true;
    const pair = await pairOf(world, scopes);
    expect(await unlocked(pair)).toBe(false);
    await changeProfile(pair.background, pair.move, 'new', { locked: false });
    expect(personOn(world.new, 'ada').locked).toBe(false);
    expect(await unlocked(pair)).toBe(true);
    await checkSignedIn(pair.background, pair.move, 'new');
    expect(await unlocked(pair)).toBe(true);
    await changeProfile(pair.background, pair.move, 'new', { locked: true });
    expect(personOn(world.new, 'ada').locked).toBe(true);
    expect(await unlocked(pair)).toBe(false);
  });

  it('that is unlocked on its own settings page as well', async () => {
    personOn(world.new, 'ada').locked = true;
    const pair = await pairOf(world, scopes);
    personOn(world.new, 'ada').locked = false;
    await checkSignedIn(pair.background, pair.move, 'new');
    expect(await unlocked(pair)).toBe(true);
    personOn(world.new, 'ada').locked = true;
    await checkSignedIn(pair.background, pair.move, 'new');
    expect(await unlocked(pair)).toBe(false);
  });

  it('and one that never was locked is not', async () => {
    const pair = await pairOf(world, scopes);
    await changeProfile(pair.background, pair.move, 'new', { note: 'x' });
    expect(await unlocked(pair)).toBe(false);
  });
});

describe('a second sign-in for more', () => {
  it('asks for the least, keeps what was allowed, and ends the token that it replaces', async () => {
    const { background } = await readerFor(world.old, 'bob');
    const { email, password, handle } = world.old.credentials('ada');
    const asked: string[] = [];
    const visitor = createVisitor(email, password);
    const window = {
      redirectUri: 'https://abc.chromiumapp.org/',
      openWindow: (url: string) => {
        asked.push(new URL(url).searchParams.get('scope') ?? '');
        return visitor.authorize(url);
      },
    };
    const { id } = await createMove(background.db, 'm', 1);
    const now = async () => {
      const move = await findMove(background.db, id);
      if (!move) throw new Error('no move');
      return move;
    };
    await nameAccount(background, await now(), 'old', handle);
    await signInTo(background, window, await now(), 'old');
    const may = async () => (await readMoveView(background.db, background.now()))?.old.may;
    expect(await may()).toEqual([]);
    await signInTo(background, window, await now(), 'old', ['post']);
    expect(await may()).toEqual(['post']);
    await signInTo(background, window, await now(), 'old', ['profile']);
    expect(await may()).toEqual(['profile', 'post']);
    expect(asked).toEqual(['read', 'read write:statuses', 'read write:statuses write:accounts']);
    const live = () => world.old.inspect.liveTokens().filter((token) => token.appId !== 'app').map((token) => token.scopes.join(' '));
    expect(live()).toEqual([asked.at(-1)]);
    expect(world.old.inspect.apps()).toBe(1);

    // A reading that is under way keeps the token it has; both end with the sign-in.
    await background.db.backups.add({ id: 'b', moveId: null, actorUri: (await now()).old.actorUri ?? '', purpose: 'backup', startedAt: 1, finishedAt: null, status: 'running', waitsUntil: null, problem: null, failures: 0, kinds: [], savedAt: null, baseId: null, scheduled: false });
    await background.db.tokens.update((await now()).old.actorUri ?? '', { scopes: ['read'] });
    await signInTo(background, window, await now(), 'old');
    expect(live()).toHaveLength(2);
    await dropAccount(background, await now(), 'old');
    expect(live()).toEqual([]);
  });
});
