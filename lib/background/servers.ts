import { domainOf, parseTyped } from '@/lib/formats/acct';
import { discover } from '@/lib/mastodon/discovery';
import { readDomainBlocks, readPublicDomainBlocks, type DomainBlocks } from '@/lib/mastodon/domainBlocks';
import { ApiError, toProblem } from '@/lib/mastodon/errors';
import { readServerFacts } from '@/lib/mastodon/serverFacts';
import type { KindId, Move, Result } from '@/lib/move/model';
import type { BlocksSeen, ServerLook } from '@/lib/move/server';
import { backupToCarry } from '@/lib/store/backups';
import { dexieBudget } from '@/lib/store/budgets';
import { keyPages } from '@/lib/store/compare';
import { accountOf } from '@/lib/store/moves';
import { problem, type Background } from './context';

/** Kinds whose rows live on a server that may be blocked. */
const elsewhere: readonly KindId[] = ['following', 'followers', 'lists', 'blocks', 'mutes', 'featuredAccounts', 'bookmarks'];

/**
 * Asks a server that a person has typed what it is, and which servers of their people it blocks. Asks that server and
 * the old one, nobody else.
 */
export async function lookAtServer(background: Background, move: Move, text: string): Promise<Result<ServerLook>> {
  const typed = parseTyped(text);
  if (!typed) return { ok: false, problem: problem(background, 'notAHandle', 'new', [text.slice(0, 100)]) };
  try {
    const { named } = await discover(background, { ...typed, username: null }, text);
    const facts = await readServerFacts(background, named.origin);
    const blocks = await readPublicDomainBlocks(background, named.origin);
    const old = await accountOf(background.db, move, 'old');
    const theirs = old ? await blocksOf(background, old.origin) : null;
    return {
      ok: true,
      value: { facts, blocks: await seenIn(background, move, blocks), towardsOld: old ? await blocks.severityOf(domainOf(old.acct)) : null, fromOld: (await theirs?.severityOf(facts.domain)) ?? null },
    };
  } catch (error) {
    return { ok: false, problem: toProblem(error, 'new', background.now()) };
  }
}

/** Which servers of the person's people the new account's server blocks or limits, as that account may see it. */
export async function readBlocks(background: Background, move: Move): Promise<Result<BlocksSeen>> {
  const { db } = background;
  const next = await accountOf(db, move, 'new');
  const token = next && (await db.tokens.get(next.actorUri));
  if (!next || !token) return { ok: false, problem: problem(background, 'signInRefused', 'new') };
  try {
    const access = { account: next, token: token.accessToken, budget: dexieBudget(db), fetch: background.fetch, now: () => background.now() };
    return { ok: true, value: await seenIn(background, move, await readDomainBlocks(access)) };
  } catch (error) {
    return { ok: false, problem: toProblem(error, 'new', background.now()) };
  }
}

/** A server that does not answer blocks nobody as far as we know. */
async function blocksOf(background: Background, origin: string): Promise<DomainBlocks | null> {
  try {
    return await readPublicDomainBlocks(background, origin);
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

async function seenIn(background: Background, move: Move, blocks: DomainBlocks): Promise<BlocksSeen> {
  const near: BlocksSeen['near'] = [];
  for (const domain of blocks.published ? await domainsOf(background, move) : []) {
    const severity = await blocks.severityOf(domain);
    if (severity !== null) near.push({ domain, severity });
  }
  return { published: blocks.published, near: near.sort((a, b) => (a.domain < b.domain ? -1 : 1)) };
}

/** Every server that somebody or something of the old account's backup is on. */
async function domainsOf(background: Background, move: Move): Promise<Set<string>> {
  const { db } = background;
  const complete = await backupToCarry(db, move);
  const domains = new Set<string>();
  for (const kind of complete ? elsewhere : []) {
    for await (const page of keyPages(db, complete?.id ?? '', kind)) for (const key of page) domains.add(domainOfKey(kind, key));
  }
  domains.delete('');
  return domains;
}

function domainOfKey(kind: KindId, key: string): string {
  if (kind === 'bookmarks') return URL.canParse(key) ? new URL(key).host : '';
  return domainOf(key.split('\u0000').at(-1) ?? '');
}
