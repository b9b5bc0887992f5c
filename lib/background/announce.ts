import { ApiError, toProblem } from '@/lib/mastodon/errors';
import type { Access } from '@/lib/mastodon/gateway';
import { findOwnPost, pinPost, postText, type OwnPost } from '@/lib/mastodon/ownPosts';
import type { Move, Problem, Result, Role } from '@/lib/move/model';
import { announcementOf, keepDraft, unfinishedAnnouncements } from '@/lib/store/announcements';
import { dexieBudget } from '@/lib/store/budgets';
import type { AnnouncementRow, Draft } from '@/lib/store/rows';
import { problem, type Background } from './context';
import { checkSignedIn } from './recheck';

/** No server is at work on one post for longer, in milliseconds. */
const longestPost = 10 * 60_000;

/** What is under way in this background, by announcement: a second press waits for the first. */
const underWay = new WeakMap<Background, Map<string, Promise<Result<null>>>>();

/** Keeps what a person has written so far. */
export async function draftAnnouncement(background: Background, move: Move, role: Role, draft: Draft): Promise<void> {
  const actorUri = move[role].actorUri;
  if (actorUri === null) return;
  const { id } = await announcementOf(background.db, move, actorUri, background.newId());
  await keepDraft(background.db, id, draft);
}

/**
 * Posts an announcement, once: what was posted already is not posted again, whatever became of the answer. Before each
 * try it looks among the account's own posts, and each try has the same `Idempotency-Key`. Then it is pinned, if wished.
 * `language` is that of the text as a BCP 47 tag, null = the account's own default.
 */
export function announce(background: Background, move: Move, role: Role, draft: Draft, language: string | null): Promise<Result<null>> {
  const actorUri = move[role].actorUri;
  if (actorUri === null) return Promise.resolve({ ok: false, problem: problem(background, 'signInRefused', role) });
  const running = underWay.get(background) ?? new Map<string, Promise<Result<null>>>();
  underWay.set(background, running);
  const key = `${move.id}|${actorUri}`;
  const before = running.get(key);
  if (before) return before;
  const work = attempt(background, move, role, actorUri, draft, language).finally(() => running.delete(key));
  running.set(key, work);
  return work;
}

async function attempt(background: Background, move: Move, role: Role, actorUri: string, draft: Draft, language: string | null): Promise<Result<null>> {
  const { db } = background;
  const { id } = await announcementOf(db, move, actorUri, background.newId());
  await keepDraft(db, id, draft);
  try {
    const access = await accessTo(background, actorUri);
    const row = await db.announcements.get(id);
    if (!row) return { ok: false, problem: problem(background, 'unexpected', role) };
    const post = row.post ?? (await findOrPost(background, access, row, draft, language));
    if (draft.pin) await pin(background, access, id, post);
    await db.announcements.update(id, { problem: null });
    return { ok: true, value: null };
  } catch (error) {
    const found = toProblem(error, role, background.now());
    await db.announcements.update(id, { problem: found });
    if (found.code === 'tokenRevoked') await checkSignedIn(background, move, role);
    return { ok: false, problem: found };
  }
}

/** The post of an announcement that has none stored yet: found among one's own, or made. */
async function findOrPost(background: Background, access: Access, row: AnnouncementRow, draft: Draft, language: string | null): Promise<OwnPost> {
  const { db } = background;
  const texts = row.sent === null ? [draft.text] : [row.sent.text, draft.text];
  const found = await findOwnPost(access, texts, row.sent?.at ?? background.now());
  if (found) return store(background, row.id, found);
  await db.announcements.update(row.id, { status: 'sending', sent: { text: draft.text, at: background.now() }, problem: null });
  try {
    return await store(background, row.id, await postText({ ...access, origin: access.account.origin }, draft, language, row.key));
  } catch (error) {
    const refused = error instanceof ApiError && error.status !== null && error.status >= 400 && error.status < 500;
    await db.announcements.update(row.id, { status: refused && row.sent === null ? 'draft' : 'unsure' });
    if (refused) throw error;
    throw new ApiError('postUnsure', new URL(access.account.origin).host);
  }
}

async function pin(background: Background, access: Access, id: string, post: OwnPost): Promise<void> {
  if (post.pinned) return;
  await pinPost({ ...access, origin: access.account.origin }, post.id);
  await background.db.announcements.update(id, { post: { ...post, pinned: true } });
}

async function store(background: Background, id: string, post: OwnPost): Promise<OwnPost> {
  await background.db.announcements.update(id, { status: 'posted', post, problem: null });
  return post;
}

async function accessTo(background: Background, actorUri: string): Promise<Access> {
  const { db } = background;
  const [account, token] = [await db.accounts.get(actorUri), await db.tokens.get(actorUri)];
  if (!account || !token) throw new ApiError('tokenRevoked', account ? new URL(account.origin).host : '');
  return { account, token: token.accessToken, budget: dexieBudget(db), fetch: (url, init) => background.fetch(url, init), now: () => background.now() };
}

/**
 * Looks after the announcements that a stopped background left half done: those whose post is there are posted. The
 * rest waits for the person: nothing is sent again without a press. Call once when the background starts.
 */
export async function recoverAnnouncements(background: Background): Promise<void> {
  const { db } = background;
  for (const row of await unfinishedAnnouncements(db, background.now())) {
    const host = new URL(row.actorUri).host;
    const access = await accessTo(background, row.actorUri).catch(() => null);
    // Where it cannot look now, it looks before the next try.
    const look = access && row.sent ? await findOwnPost(access, [row.sent.text], row.sent.at).then((post) => ({ post })).catch(() => null) : null;
    const found = look?.post ?? null;
    // A request that left so long ago has come to its end.
    const notOut = look !== null && found === null && (row.sent?.at ?? 0) + longestPost < background.now();
    const doubt = await unsure(background, row, host);
    await db.transaction('rw', db.announcements, async () => {
      // A press meanwhile has looked for it as well, and knows more.
      const now = await db.announcements.get(row.id);
      if (now?.status !== 'sending' || now.sent?.at !== row.sent?.at) return;
      await db.announcements.update(row.id, found ? { status: 'posted', post: found, problem: null } : notOut ? { status: 'draft', problem: null } : { status: 'unsure', problem: doubt });
    });
    // A pin that is missing is seen, and has a button of its own.
    if (access && found && row.draft?.pin) await pin(background, access, row.id, found).catch(() => undefined);
  }
}

async function unsure(background: Background, row: AnnouncementRow, host: string): Promise<Problem> {
  const move = await background.db.moves.get(row.moveId);
  return problem(background, 'postUnsure', move?.old.actorUri === row.actorUri ? 'old' : 'new', [host]);
}
