import { ask, askJson } from './net';
import type { Account, Instance, Status } from './model';
import { createStatus, maySee } from './posts';
import { byUri, findLocal, findRemote, followersOf, nextId } from './state';
import { since } from './version';

const activityJson = 'application/activity+json';
const day = 86_400_000;

/** Resolves a handle: local, cached (fetched within a day), or by WebFinger and actor document. `fresh` ignores the cache. */
export async function resolve(instance: Instance, text: string, fresh = false): Promise<Account | null> {
  const [username = '', rawDomain] = text.trim().replace(/^@/, '').split('@');
  const domain = rawDomain?.toLowerCase();
  if (username === '') return null;
  if (domain === undefined || domain === instance.domain) return findLocal(instance, username);
  if (instance.state.suspendedDomains.has(domain)) return null;
  const known = findRemote(instance, username, domain);
  if (known && !fresh && instance.clock.now() - known.fetchedAt < day) return known;
  const finger = await askJson(`http://${domain}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${username}@${domain}`)}`, 'application/jrd+json');
  const links = Array.isArray(finger?.links) ? (finger.links as { rel?: string; href?: string }[]) : [];
  const self = links.find((link) => link.rel === 'self')?.href;
  return self === undefined ? null : fetchActor(instance, self);
}

/** Fetches an actor document and stores the copy. Null when its server does not answer, or is suspended here. */
export async function fetchActor(instance: Instance, uri: string, hops = 3): Promise<Account | null> {
  const actor = await askJson(uri, activityJson);
  if (!actor || typeof actor.id !== 'string' || typeof actor.preferredUsername !== 'string') return null;
  const subject = typeof actor.webfinger === 'string' ? actor.webfinger.split('@')[1] : undefined;
  const domain = subject ?? new URL(actor.id).host;
  if (instance.state.suspendedDomains.has(domain)) return null;
  const movedToUri = typeof actor.movedTo === 'string' ? await movedTo(instance, actor.movedTo, hops) : null;
  const known = byUri(instance, actor.id);
  const account: Account = {
    ...(known ?? blank(instance)),
    username: actor.preferredUsername,
    domain,
    uri: actor.id,
    url: text(actor.url),
    inbox: text(actor.inbox),
    displayName: text(actor.name),
    note: text(actor.summary),
    locked: actor.manuallyApprovesFollowers === true,
    bot: actor.type === 'Service',
    suspended: actor.suspended === true,
    alsoKnownAs: Array.isArray(actor.alsoKnownAs) ? actor.alsoKnownAs.filter((one) => typeof one === 'string').slice(0, 256) : [],
    movedToUri,
    fetchedAt: instance.clock.now(),
  };
  instance.state.accounts.set(account.id, account);
  return account;
}

/** Where an account has moved to is fetched with it; one that cannot be had has moved nowhere. Source: mastodon v4.6.5, app/services/activitypub/process_account_service.rb. */
async function movedTo(instance: Instance, uri: string, hops: number): Promise<string | null> {
  const target = byUri(instance, uri) ?? (hops > 0 ? await fetchActor(instance, uri, hops - 1) : null);
  return target?.uri ?? null;
}

function blank(instance: Instance): Account {
  const id = nextId(instance);
  return {
    id, username: '', domain: null, uri: '', url: '', inbox: '', displayName: '', note: '', fields: [], avatar: null, header: null, locked: false, bot: false,
    discoverable: null, indexable: false, hideCollections: null, createdAt: instance.clock.now(), suspended: false, alsoKnownAs: [], movedToUri: null,
    fetchedAt: 0, followersCount: 0, followingCount: 0, statusesCount: 0,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A post by its URI: known, or fetched. Null when it cannot be had or `viewer` may not see it. */
export async function resolveStatus(instance: Instance, uri: string, viewer: Account): Promise<Status | null> {
  const known = instance.state.statuses.first('uri', uri);
  if (known) return maySee(instance, viewer, known) ? known : null;
  if (!URL.canParse(uri) || uri.startsWith(`${instance.web}/`)) return null;
  const note = await askJson(uri, activityJson);
  if (note?.type !== 'Note' || typeof note.attributedTo !== 'string') return null;
  const author = byUri(instance, note.attributedTo) ?? (await fetchActor(instance, note.attributedTo));
  if (!author) return null;
  return createStatus(instance, author, { uri, url: uri, content: text(note.content), html: true });
}

/** The actor document of a local account (facts I.7). */
export function actorDocument(instance: Instance, account: Account): Record<string, unknown> {
  return {
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    id: account.uri,
    type: account.bot ? 'Service' : 'Person',
    preferredUsername: account.username,
    ...(since(instance, '4.6') ? { webfinger: `${account.username}@${instance.domain}` } : {}),
    name: account.displayName,
    summary: account.note,
    url: account.url,
    manuallyApprovesFollowers: account.locked,
    discoverable: account.discoverable,
    indexable: account.indexable,
    published: new Date(account.createdAt).toISOString(),
    memorial: false,
    inbox: `${instance.web}/inbox`,
    outbox: `${account.uri}/outbox`,
    followers: `${account.uri}/followers`,
    following: `${account.uri}/following`,
    endpoints: { sharedInbox: `${instance.web}/inbox` },
    publicKey: { id: `${account.uri}#main-key`, owner: account.uri, publicKeyPem: '' },
    attachment: account.fields.map((field) => ({ type: 'PropertyValue', ...field })),
    ...(account.avatar ? { icon: { type: 'Image', mediaType: account.avatar.type, url: account.avatar.url } } : {}),
    ...(account.header ? { image: { type: 'Image', mediaType: account.header.type, url: account.header.url } } : {}),
    ...(account.alsoKnownAs.length > 0 ? { alsoKnownAs: account.alsoKnownAs } : {}),
    ...(account.movedToUri === null ? {} : { movedTo: account.movedToUri }),
    ...(account.suspended ? { suspended: true } : {}),
  };
}

/** The document as served: a copy is kept for 3 minutes by record id, whatever changes meanwhile; it does not slide. */
export function servedActor(instance: Instance, account: Account): string {
  const known = instance.actorCache.get(account.id);
  if (known && instance.clock.now() - known.at < 180_000) return known.body;
  const body = JSON.stringify(actorDocument(instance, account));
  instance.actorCache.set(account.id, { at: instance.clock.now(), body });
  return body;
}

/** Delivers an activity after a short while; a server that does not answer is tried again a few times. */
export function deliver(instance: Instance, inbox: string, activity: Record<string, unknown>, delay = 500, tries = 4): void {
  instance.clock.after(delay, async () => {
    const answer = await ask(inbox, { method: 'POST', body: JSON.stringify(activity) });
    if ((answer === null || answer.status >= 500) && tries > 1) deliver(instance, inbox, activity, delay * 8 + 15_000, tries - 1);
  });
}

/** Inboxes of the servers of an account's remote followers. */
export function followerInboxes(instance: Instance, account: Account): string[] {
  const inboxes = followersOf(instance, account).flatMap((follow) => {
    const follower = instance.state.accounts.get(follow.from);
    return follower && follower.domain !== null ? [follower.inbox] : [];
  });
  return [...new Set(inboxes)];
}

/** Tells followers' servers (and one that is named) that the actor has changed. */
export function sendUpdate(instance: Instance, account: Account, extra: string[] = [], delay = 500): void {
  for (const inbox of new Set([...followerInboxes(instance, account), ...extra])) {
    deliver(instance, inbox, { type: 'Update', actor: account.uri, object: account.uri, id: `${account.uri}#updates/${nextId(instance)}` }, delay);
  }
}
