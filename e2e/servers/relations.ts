import { deliver } from './federation';
import type { Account, Follow, Instance } from './model';
import { followersCount, followsCount, nextId } from './state';

export interface FollowOptions {
  reblogs?: boolean;
  notify?: boolean;
  languages?: string[] | null;
  bypassLimit?: boolean;
  bypassLock?: boolean;
}

export const findFollow = (instance: Instance, from: Account, to: Account) => instance.state.follows.first('pair', `${from.id}>${to.id}`);
export const findRequest = (instance: Instance, from: Account, to: Account) => [...instance.state.followRequests.values()].find((row) => row.from === from.id && row.to === to.id);
export const findBlock = (instance: Instance, from: Account, to: Account) => [...instance.state.blocks.values()].find((row) => row.from === from.id && row.to === to.id);
export const findMute = (instance: Instance, from: Account, to: Account) => [...instance.state.mutes.values()].find((row) => row.from === from.id && row.to === to.id);

/** How many accounts may be followed: the limit, or followers x 1.1 from there on (facts J). */
export function followLimit(instance: Instance, account: Account): number {
  const limit = instance.options.followLimit;
  return followsCount(instance, account) < limit ? limit : Math.max(limit, Math.round(followersCount(instance, account) * 1.1));
}

/** Follows an account, or asks to. Refused for moved and blocking accounts; the daily limit is the API's business. */
export function follow(instance: Instance, from: Account, to: Account, options: FollowOptions = {}): 'followed' | 'requested' | 'notAllowed' | 'limit' {
  const known = findFollow(instance, from, to) ?? findRequest(instance, from, to);
  if (known) {
    if (options.reblogs !== undefined) known.reblogs = options.reblogs;
    if (options.notify !== undefined) known.notify = options.notify;
    if (options.languages !== undefined) known.languages = options.languages;
    return instance.state.follows.has(known.id) ? 'followed' : 'requested';
  }
  if (from.id === to.id || to.suspended || to.movedToUri !== null) return 'notAllowed';
  if (findBlock(instance, to, from) || findBlock(instance, from, to) || blocksDomainOf(instance, from, to)) return 'notAllowed';
  if (!options.bypassLimit && followsCount(instance, from) >= followLimit(instance, from)) return 'limit';
  const row: Follow = { id: nextId(instance), from: from.id, to: to.id, reblogs: options.reblogs ?? true, notify: options.notify ?? false, languages: options.languages ?? null, createdAt: instance.clock.now() };
  if (to.domain === null && (!to.locked || options.bypassLock)) {
    instance.state.follows.set(row.id, row);
    return 'followed';
  }
  instance.state.followRequests.set(row.id, row);
  if (to.domain !== null) deliver(instance, to.inbox, { type: 'Follow', id: `${from.uri}#follows/${row.id}`, actor: from.uri, object: to.uri });
  return 'requested';
}

export function unfollow(instance: Instance, from: Account, to: Account): void {
  const row = findFollow(instance, from, to);
  const request = findRequest(instance, from, to);
  if (row) instance.state.follows.delete(row.id);
  if (request) instance.state.followRequests.delete(request.id);
  for (const list of instance.state.lists.values()) if (list.accountId === from.id) list.members = list.members.filter((id) => id !== to.id);
  if ((row ?? request) && to.domain !== null) {
    deliver(instance, to.inbox, { type: 'Undo', actor: from.uri, id: `${from.uri}#undo/${nextId(instance)}`, object: { type: 'Follow', actor: from.uri, object: to.uri } });
  }
}

/** A request becomes a follow; the other server is told. */
export function acceptRequest(instance: Instance, row: Follow): void {
  instance.state.followRequests.delete(row.id);
  instance.state.follows.set(row.id, row);
  const from = instance.state.accounts.get(row.from);
  const to = instance.state.accounts.get(row.to);
  if (from && to && from.domain !== null) {
    deliver(instance, from.inbox, { type: 'Accept', actor: to.uri, id: `${to.uri}#accepts/${row.id}`, object: { type: 'Follow', actor: from.uri, object: to.uri } });
  }
}

export function block(instance: Instance, from: Account, to: Account): void {
  if (findBlock(instance, from, to)) return;
  for (const [a, b] of [[from, to], [to, from]] as const) {
    const row = findFollow(instance, a, b) ?? findRequest(instance, a, b);
    if (row) {
      instance.state.follows.delete(row.id);
      instance.state.followRequests.delete(row.id);
    }
  }
  const id = nextId(instance);
  instance.state.blocks.set(id, { id, from: from.id, to: to.id, createdAt: instance.clock.now() });
}

export function mute(instance: Instance, from: Account, to: Account, notifications: boolean, expiresAt: number | null = null): void {
  const known = findMute(instance, from, to);
  const row = { id: known?.id ?? nextId(instance), from: from.id, to: to.id, notifications, expiresAt, createdAt: known?.createdAt ?? instance.clock.now() };
  instance.state.mutes.set(row.id, row);
  endMute(instance, row.id);
}

/** A mute with an end goes by itself. */
export function endMute(instance: Instance, id: string): void {
  const until = instance.state.mutes.get(id)?.expiresAt;
  if (until == null) return;
  instance.clock.after(until - instance.clock.now(), () => {
    // It may have been given another end meanwhile.
    const row = instance.state.mutes.get(id);
    if (row?.expiresAt === until) instance.state.mutes.delete(id);
  });
}

export function validDomain(domain: string): boolean {
  return /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9][a-z0-9-]*(:\d+)?$/.test(domain);
}

/** Blocks a domain; follows and followers of that domain go as well, a moment later. */
export function blockDomain(instance: Instance, account: Account, domain: string): 'ok' | 'invalid' {
  if (!validDomain(domain)) return 'invalid';
  const rows = [...instance.state.domainBlocks.values()];
  if (!rows.some((row) => row.accountId === account.id && row.domain === domain)) {
    const id = nextId(instance);
    instance.state.domainBlocks.set(id, { id, accountId: account.id, domain, createdAt: instance.clock.now() });
  }
  instance.clock.after(1000, () => {
    for (const row of [...instance.state.follows.values()]) {
      const other = instance.state.accounts.get(row.from === account.id ? row.to : row.from);
      if ((row.from === account.id || row.to === account.id) && other?.domain === domain) instance.state.follows.delete(row.id);
    }
  });
  return 'ok';
}

export function blocksDomainOf(instance: Instance, account: Account, other: Account): boolean {
  return [...instance.state.domainBlocks.values()].some((row) => row.accountId === account.id && row.domain === other.domain);
}
