import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { createStatus } from '@/e2e/servers/posts';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { AnnouncementRow, Draft } from '@/lib/store/rows';
import { announce, draftAnnouncement, recoverAnnouncements } from './announce';
import type { Background } from './context';
import { pairOf, reborn, type Pair } from './testing/pair';

resolveLocalhost();
const minute = 60_000;
const writing = ['read', 'write:statuses', 'write:accounts'];
let world: World;
let pair: Pair;
let draft: Draft;
beforeEach(async () => {
  world = await startWorld({ size: 'small' });
  pair = await pairOf(world, { old: writing, new: writing });
  draft = { text: `Moving to @ada@${world.new.domain} & more.\n\nSee https://a.example/why <soon>`, visibility: 'public', pin: true };
});
afterEach(() => world.stop());

const before = () => world.old.inspect.posts('ada').filter((post) => post.content === draft.text);
const stored = async (): Promise<AnnouncementRow | undefined> => (await pair.background.db.announcements.toArray())[0];
const press = (background: Background = pair.background, change: Partial<Draft> = {}) => announce(background, pair.move, 'old', { ...draft, ...change }, 'en');
const isPost = (init: RequestInit, url: string) => init.method === 'POST' && url.endsWith('/api/v1/statuses');

describe('an announcement', () => {
  it('is posted and pinned by one press, in its language', async () => {
    world.old.instance.state.statuses.of('account', personOn(world.old, 'ada').id).forEach((status) => (status.pinned = false));
    expect(await press()).toEqual({ ok: true, value: null });
    const [post] = before();
    expect(post).toMatchObject({ visibility: 'public', pinned: true });
    expect(await stored()).toMatchObject({ status: 'posted', draft, problem: null, post: { pinned: true, url: expect.stringContaining('/@ada/') as string } });
  });

  it('is posted once, however often and however fast it is pressed, and not again with another text', async () => {
    await Promise.all([press(), press(), press()]);
    await press();
    await press(reborn(pair, pair.background.fetch), { text: 'quite another text' });
    expect(before()).toHaveLength(1);
    expect(world.old.inspect.posts('ada').some((post) => post.content.includes('quite another'))).toBe(false);
  });

  it('that the person has posted by hand is found, not posted', async () => {
    createStatus(world.old.instance, personOn(world.old, 'ada'), { content: draft.text, mentions: [] });
    expect((await press()).ok).toBe(true);
    expect(before()).toHaveLength(1);
    expect((await stored())?.status).toBe('posted');
  });

  it('keeps what was written, until it is posted', async () => {
    await draftAnnouncement(pair.background, pair.move, 'new', { ...draft, text: 'half a sen' });
    expect((await pair.background.db.announcements.toArray()).map((row) => row.draft?.text)).toEqual(['half a sen']);
    await announce(pair.background, pair.move, 'new', draft, null);
    await draftAnnouncement(pair.background, pair.move, 'new', { ...draft, text: 'later' });
    expect((await stored())?.draft?.text).toBe(draft.text);
  });
});

/** A moment at which the background is stopped: before a request leaves, or after the server has done it, unheard. */
type Moment = { at: (url: string, init: RequestInit) => boolean; done: boolean };
const moments: [string, Moment][] = [
  ['while it looks among the posts', { at: (url) => url.includes('/statuses?'), done: true }],
  ['before the post leaves', { at: (url, init) => isPost(init, url), done: false }],
  ['between the post and its being stored', { at: (url, init) => isPost(init, url), done: true }],
  ['before the pin leaves', { at: (url) => url.endsWith('/pin'), done: false }],
  ['after the pin', { at: (url) => url.endsWith('/pin'), done: true }],
];

/** A background whose process ends at that moment: what it waits for never comes. Resolves once it has. */
function killedAt({ at, done }: Moment): { background: Background; killed: Promise<void> } {
  let dead: () => void = () => undefined;
  const killed = new Promise<void>((resolve) => (dead = resolve));
  const { fetch } = pair.background;
  const background: Background = {
    ...pair.background,
    fetch: async (url, init) => {
      if (!at(url, init)) return fetch(url, init);
      if (done) await fetch(url, init);
      dead();
      return new Promise<Response>(() => undefined);
    },
  };
  return { background, killed };
}

describe('killed', () => {
  beforeEach(() => world.old.instance.state.statuses.of('account', personOn(world.old, 'ada').id).forEach((status) => (status.pinned = false)));

  it.each(moments)('%s: one post, pinned, after the next press', async (_, moment) => {
    const first = killedAt(moment);
    void press(first.background);
    await first.killed;
    world.clock.advance(minute);
    const next = reborn(pair, pair.background.fetch);
    await recoverAnnouncements(next);
    const row = await stored();
    // What is not known to be there is never sent again by itself.
    expect(before()).toHaveLength(row?.status === 'posted' ? 1 : 0);
    expect(row?.status).not.toBe('sending');
    expect(await press(next)).toEqual({ ok: true, value: null });
    expect(before()).toMatchObject([{ pinned: true }]);
    expect(await stored()).toMatchObject({ status: 'posted', problem: null, post: { pinned: true } });
  });

  it('between the post and its being stored: found at the next start, without a press', async () => {
    const first = killedAt({ at: (url, init) => isPost(init, url), done: true });
    void press(first.background);
    await first.killed;
    world.clock.advance(1);
    expect((await stored())?.status).toBe('sending');
    await recoverAnnouncements(reborn(pair, pair.background.fetch));
    expect(await stored()).toMatchObject({ status: 'posted', problem: null, post: { pinned: true } });
    expect(before()).toMatchObject([{ pinned: true }]);
  });

  it('there, and another text is pressed two hours later: the first one is found', async () => {
    const first = killedAt({ at: (url, init) => isPost(init, url), done: true });
    void press(first.background);
    await first.killed;
    world.clock.advance(120 * minute);
    expect((await press(reborn(pair, pair.background.fetch), { text: 'Shorter.' })).ok).toBe(true);
    expect(world.old.inspect.posts('ada').filter((post) => [draft.text, 'Shorter.'].includes(post.content)).map((post) => post.content)).toEqual([draft.text]);
  });

  it('before the post leaves, and started again long after: it is known that it did not go out', async () => {
    const first = killedAt({ at: (url, init) => isPost(init, url), done: false });
    void press(first.background);
    await first.killed;
    world.clock.advance(20 * minute);
    await recoverAnnouncements(reborn(pair, pair.background.fetch));
    expect(await stored()).toMatchObject({ status: 'draft', problem: null });
    expect(before()).toHaveLength(0);
  });

  it('there, and 300 posts came after it, by a clock that is two days wrong: it is found', async () => {
    pair.background.now = () => world.clock.now() + 2 * 86_400_000;
    const first = killedAt({ at: (url, init) => isPost(init, url), done: true });
    void press(first.background);
    await first.killed;
    for (let n = 0; n < 300; n++) createStatus(world.old.instance, personOn(world.old, 'ada'), { content: `later ${n}` });
    world.clock.advance(120 * minute);
    expect((await press(reborn(pair, pair.background.fetch))).ok).toBe(true);
    expect(before()).toHaveLength(1);
  });

  it('there, and its posts have no end: nothing is posted', async () => {
    const first = killedAt({ at: (url, init) => isPost(init, url), done: true });
    void press(first.background);
    await first.killed;
    for (let n = 0; n < 60; n++) createStatus(world.old.instance, personOn(world.old, 'ada'), { content: `later ${n}` });
    world.clock.advance(120 * minute);
    world.old.hostile('linkLoop', /\/statuses$/);
    expect(await press(reborn(pair, pair.background.fetch), { text: 'Shorter.' })).toMatchObject({ ok: false, problem: { code: 'badAnswer' } });
    expect(world.old.inspect.posts('ada').some((post) => post.content === 'Shorter.')).toBe(false);
  });

  it('with the post hidden from a look: the key alone keeps it single', async () => {
    const first = killedAt({ at: (url, init) => isPost(init, url), done: true });
    void press(first.background);
    await first.killed;
    world.clock.advance(minute);
    const blind = reborn(pair, (url, init) => (url.includes('/statuses?') ? Promise.resolve(new Response('[]')) : pair.background.fetch(url, init)));
    await recoverAnnouncements(blind);
    expect(await stored()).toMatchObject({ status: 'unsure', problem: { code: 'postUnsure', role: 'old', vars: [world.old.origin.replace('http://', '')] } });
    expect((await press(blind)).ok).toBe(true);
    expect(before()).toHaveLength(1);
  });

  it('and pressed again before the look at the start has an answer: the press knows more', async () => {
    const first = killedAt({ at: (url, init) => isPost(init, url), done: false });
    void press(first.background);
    await first.killed;
    world.clock.advance(minute);
    let answer: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (answer = resolve));
    const { fetch } = pair.background;
    const slow = reborn(pair, async (url, init) => {
      const response = await fetch(url, init);
      if (url.includes('/statuses?')) await gate;
      return response;
    });
    const look = recoverAnnouncements(slow);
    expect((await press(reborn(pair, fetch))).ok).toBe(true);
    answer();
    await look;
    expect(await stored()).toMatchObject({ status: 'posted', problem: null });
    expect(before()).toHaveLength(1);
  });
});

describe('a server that does not take it', () => {
  const fails = async (code: string, change: Partial<Draft> = {}) => {
    expect(await press(pair.background, change)).toMatchObject({ ok: false, problem: { code, role: 'old' } });
    return stored();
  };

  it('says that it is too long', async () => {
    expect(await fails('changeRefused', { text: 'x'.repeat(501) })).toMatchObject({ status: 'draft', problem: { code: 'changeRefused' } });
    expect((await press()).ok).toBe(true);
    expect(before()).toHaveLength(1);
  });

  it('does not answer after it has taken it: the next press finds it', async () => {
    const { fetch } = pair.background;
    pair.background.fetch = async (url, init) => {
      const response = await fetch(url, init);
      if (!isPost(init, url)) return response;
      pair.background.fetch = fetch;
      throw new TypeError('network');
    };
    expect((await fails('postUnsure'))?.status).toBe('unsure');
    expect((await press()).ok).toBe(true);
    expect(before()).toHaveLength(1);
  });

  it('is in trouble, then is not', async () => {
    const calm = world.old.addFault({ match: /POST \/api\/v1\/statuses$/, kind: 'status', status: 503 });
    expect((await fails('postUnsure'))?.status).toBe('unsure');
    calm();
    expect((await press()).ok).toBe(true);
    expect(before()).toHaveLength(1);
  });

  it('cannot be looked at: nothing is posted', async () => {
    world.old.addFault({ match: /GET .*\/statuses$/, kind: 'status', status: 503 });
    expect((await fails('serverDown'))?.status).toBe('draft');
    expect(before()).toHaveLength(0);
  });

  it('wants a pause', async () => {
    world.old.addFault({ match: /POST \/api\/v1\/statuses$/, kind: 'status', status: 429, times: 1 });
    expect((await fails('writeLater'))?.status).toBe('draft');
  });

  it('has no room for another pin: it is posted all the same', async () => {
    for (let n = 0; n < 5; n++) createStatus(world.old.instance, personOn(world.old, 'ada'), { content: `pinned ${n}`, pinned: true });
    expect(await fails('pinRefused')).toMatchObject({ status: 'posted', post: { pinned: false } });
    expect(before()).toHaveLength(1);
    expect(await press(pair.background, { pin: false })).toEqual({ ok: true, value: null });
    expect(before()).toHaveLength(1);
  });

  it('has ended the sign-in, or was asked for reading alone', async () => {
    [...world.old.instance.state.tokens.values()].forEach((token) => (token.revoked = true));
    await fails('tokenRevoked');
    expect(await pair.background.db.tokens.get(pair.move.old.actorUri ?? '')).toBeUndefined();
    pair = await pairOf(world, { old: ['read'], new: ['read'] });
    await fails('notAuthorised');
    expect(before()).toHaveLength(0);
  });
});
