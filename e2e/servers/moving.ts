import { deliver, fetchActor, followerInboxes, resolve, sendUpdate } from './federation';
import type { Account, AliasError, Instance, MoveError } from './model';
import { blocksDomainOf, findBlock, findFollow, findMute, follow, block, mute, unfollow, acceptRequest, findRequest } from './relations';
import { acctOf, byUri, followersOf, fullAcct, nextId } from './state';

const day = 86_400_000;
export const cooldownMs = 30 * day;

/** Names another account as one's own (facts E). */
export async function addAlias(instance: Instance, account: Account, typed: string): Promise<'ok' | AliasError> {
  const acct = typed.trim().replace(/^@/, '');
  if (acct === '') return 'blank';
  const domain = acct.split('@')[1];
  if (domain !== undefined && !/^[a-z0-9.-]+(:\d+)?$/i.test(domain)) return 'invalid';
  const target = await resolve(instance, acct);
  if (!target) return 'notFound';
  if (target.id === account.id) return 'self';
  if (account.alsoKnownAs.includes(target.uri)) return 'taken';
  const id = nextId(instance);
  instance.state.aliases.set(id, { id, accountId: account.id, acct: acct.includes('@') ? fullAcct(instance, target) : acct, uri: target.uri, createdAt: instance.clock.now() });
  account.alsoKnownAs = [...account.alsoKnownAs, target.uri];
  sendUpdate(instance, account);
  return 'ok';
}

export function removeAlias(instance: Instance, account: Account, aliasId: string): boolean {
  const alias = instance.state.aliases.get(aliasId);
  if (!alias || alias.accountId !== account.id) return false;
  instance.state.aliases.delete(aliasId);
  account.alsoKnownAs = account.alsoKnownAs.filter((uri) => uri !== alias.uri);
  return true;
}

/** End of the cooldown, null when there is none (facts F.2). */
export function cooldownUntil(instance: Instance, account: Account): number | null {
  const last = Math.max(0, ...[...instance.state.migrations.values()].filter((row) => row.accountId === account.id).map((row) => row.createdAt));
  return last + cooldownMs > instance.clock.now() ? last + cooldownMs : null;
}

/** Checks and starts a Move (facts F.1, F.4); the proof has been checked before. */
export async function startMove(instance: Instance, account: Account, typed: string): Promise<MoveError[] | 'ok'> {
  const target = await freshTarget(instance, typed);
  const errors: MoveError[] = target === 'blank' || target === 'notFound' ? [target] : [];
  if (typeof target === 'object') {
    if (!target.alsoKnownAs.includes(account.uri)) errors.push('notAlias');
    if (account.movedToUri === target.uri) errors.push('alreadyMoved');
    if (target.id === account.id) errors.push('self');
  }
  if (cooldownUntil(instance, account) !== null) errors.push('cooldown');
  if (errors.length > 0 || typeof target === 'string') return errors;
  const id = nextId(instance);
  instance.state.migrations.set(id, { id, accountId: account.id, targetAccountId: target.id, acct: acctOf(target), followersCount: followersOf(instance, account).length, createdAt: instance.clock.now() });
  const inboxes = followerInboxes(instance, account);
  redirect(instance, account, target);
  moveLocalFollowers(instance, account, target);
  for (const inbox of inboxes) deliver(instance, inbox, { type: 'Move', id: `${account.uri}#moves/${id}`, actor: account.uri, object: account.uri, target: target.uri }, 1500);
  return 'ok';
}

/** Redirect only: no alias, no cooldown, no followers (facts F.3). */
export async function setRedirect(instance: Instance, account: Account, typed: string): Promise<MoveError[] | 'ok'> {
  const target = await freshTarget(instance, typed);
  if (typeof target === 'string') return [target];
  if (account.movedToUri === target.uri) return ['alreadyMoved'];
  if (target.id === account.id) return ['self'];
  redirect(instance, account, target);
  return 'ok';
}

export function cancelRedirect(instance: Instance, account: Account): void {
  account.movedToUri = null;
  instance.actorCache.delete(account.id);
  sendUpdate(instance, account);
}

async function freshTarget(instance: Instance, typed: string): Promise<Account | 'blank' | 'notFound'> {
  if (typed.trim().replace(/^@/, '') === '') return 'blank';
  return (await resolve(instance, typed, true)) ?? 'notFound';
}

function redirect(instance: Instance, account: Account, target: Account): void {
  account.movedToUri = target.uri;
  instance.actorCache.delete(account.id);
  sendUpdate(instance, account, target.domain === null ? [] : [target.inbox]);
}

/** One job a follower, spread over time: the new follow first, the old one undone after it was delivered. */
export function moveLocalFollowers(instance: Instance, origin: Account, target: Account): void {
  const rows = followersOf(instance, origin).filter((row) => instance.state.accounts.get(row.from)?.domain === null);
  rows.forEach((row, index) => {
    instance.clock.after(2000 + index * 700, () => {
      const follower = instance.state.accounts.get(row.from);
      if (!follower || !instance.state.follows.has(row.id)) return;
      if (blocksDomainOf(instance, follower, target) || findBlock(instance, target, follower) || findBlock(instance, follower, target)) return;
      copyLists(instance, follower, origin, target);
      if (findFollow(instance, follower, target)) return;
      const request = findRequest(instance, follower, target);
      if (request && target.domain === null) acceptRequest(instance, request);
      const local = origin.domain === null && target.domain === null;
      const result = follow(instance, follower, target, { reblogs: row.reblogs, notify: row.notify, languages: row.languages, bypassLimit: true, bypassLock: target.domain === null || local });
      if (result === 'followed' || result === 'requested') instance.clock.after(1200, () => unfollow(instance, follower, origin));
    });
  });
  instance.clock.after(2500, () => carryBlocks(instance, origin, target));
}

function copyLists(instance: Instance, follower: Account, origin: Account, target: Account): void {
  for (const list of instance.state.lists.values()) {
    if (list.accountId === follower.id && list.members.includes(origin.id) && !list.members.includes(target.id)) list.members.push(target.id);
  }
}

function carryBlocks(instance: Instance, origin: Account, target: Account): void {
  for (const account of instance.state.accounts.values()) {
    if (account.domain !== null) continue;
    if (findBlock(instance, account, origin)) block(instance, account, target);
    const muted = findMute(instance, account, origin);
    if (muted && !findFollow(instance, account, target)) mute(instance, account, target, muted.notifications);
  }
}

/** What an inbox does with an activity. Unknown ones are ignored, as servers do. */
export async function receive(instance: Instance, activity: Record<string, unknown>): Promise<void> {
  const actorUri = typeof activity.actor === 'string' ? activity.actor : '';
  const objectUri = typeof activity.object === 'string' ? activity.object : '';
  const actor = byUri(instance, actorUri) ?? (await fetchActor(instance, actorUri));
  if (!actor || (actor.domain !== null && instance.state.suspendedDomains.has(actor.domain))) return;
  const inner = typeof activity.object === 'object' && activity.object !== null ? (activity.object as { actor?: string; object?: string }) : {};
  if (activity.type === 'Follow') receiveFollow(instance, actor, objectUri);
  if (activity.type === 'Update' && actor.domain !== null) await fetchActor(instance, actorUri);
  if (activity.type === 'Accept' || activity.type === 'Reject') {
    const from = byUri(instance, inner.actor ?? '');
    const row = from && findRequest(instance, from, actor);
    if (row) {
      instance.state.followRequests.delete(row.id);
      if (activity.type === 'Accept') instance.state.follows.set(row.id, row);
    }
  }
  if (activity.type === 'Undo') {
    const to = byUri(instance, inner.object ?? '');
    const row = to && (findFollow(instance, actor, to) ?? findRequest(instance, actor, to));
    if (row) {
      instance.state.follows.delete(row.id);
      instance.state.followRequests.delete(row.id);
    }
  }
  if (activity.type === 'Move') await receiveMove(instance, actor, objectUri, typeof activity.target === 'string' ? activity.target : '');
}

function receiveFollow(instance: Instance, actor: Account, objectUri: string): void {
  const to = byUri(instance, objectUri);
  if (!to || to.domain !== null) return;
  if (to.movedToUri !== null || findBlock(instance, to, actor)) {
    deliver(instance, actor.inbox, { type: 'Reject', actor: to.uri, object: { type: 'Follow', actor: actor.uri, object: to.uri } });
    return;
  }
  if (findFollow(instance, actor, to) || findRequest(instance, actor, to)) return;
  const row = { id: nextId(instance), from: actor.id, to: to.id, reblogs: true, notify: false, languages: null, createdAt: instance.clock.now() };
  if (to.locked) instance.state.followRequests.set(row.id, row);
  else acceptRequest(instance, row);
}

/** Facts F.4: repeats within 7 days ignored, target fetched fresh, alias required, else ignored in silence. */
async function receiveMove(instance: Instance, origin: Account, objectUri: string, targetUri: string): Promise<void> {
  if (objectUri !== origin.uri || instance.options.ignoresMove) return;
  const before = instance.movesSeen.get(origin.uri);
  if (before !== undefined && instance.clock.now() - before < 7 * day) return;
  const local = byUri(instance, targetUri);
  const target = local?.domain === null ? local : await fetchActor(instance, targetUri);
  if (!target || target.suspended || !target.alsoKnownAs.includes(origin.uri)) return;
  instance.movesSeen.set(origin.uri, instance.clock.now());
  origin.movedToUri = target.uri;
  moveLocalFollowers(instance, origin, target);
}

/** Profile change: stored at once, told to others after about 5 seconds (facts I.4). */
export function updateProfile(instance: Instance, account: Account, change: Partial<Account>): void {
  const unlocked = account.locked && change.locked === false;
  Object.assign(account, change);
  sendUpdate(instance, account, [], 5000);
  if (!unlocked) return;
  instance.clock.after(1000, () => {
    for (const row of [...instance.state.followRequests.values()]) if (row.to === account.id) acceptRequest(instance, row);
  });
}

