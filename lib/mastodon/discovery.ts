import * as v from 'valibot';
import { isSafeUrl, normalAcct, originOf, type Typed } from '@/lib/formats/acct';
import type { NamedAccount } from '@/lib/move/model';
import { problemOfSoftware } from '@/lib/move/otherSoftware';
import { ApiError } from './errors';
import { publicJson } from './gateway';
import { assertCalm, NoAnswer, request, type Answer, type Net } from './http';
import { readInstance } from './instance';
import { documentAt, softwareIn } from './nodeinfo';

/** A server found behind what a person typed. `movedTo` = the account has moved already, as its server tells anybody. */
export interface Discovered {
  named: NamedAccount;
  movedTo: string | null;
}

const webfinger = v.object({ links: v.array(v.object({ rel: v.string(), href: v.optional(v.string(), '') })) });
const lookup = v.object({ moved: v.optional(v.nullable(v.object({ acct: v.pipe(v.string(), v.maxLength(4096)) }))) });

/** Software that has Mastodon's settings pages. */
const mastodonLike = new Set(['mastodon', 'glitchcafe', 'hometown', 'glitch-soc']);

/**
 * Finds the web host of a typed handle or server: the handle's domain may only redirect to it (WebFinger, host-meta).
 * Throws `ApiError`: `serverNotFound`, `serverDown`, `offline`, `rateLimited`, `notMastodon` (vars: host and what it is),
 * `accountNotFound`; for software that is no Mastodon what `problemOfSoftware` says.
 */
export async function discover(net: Net, typed: Typed, text: string): Promise<Discovered> {
  const origin = typed.username === null ? await webOrigin(net, typed.domain) : await originByWebfinger(net, typed.username, typed.domain);
  await assertMastodon(net, origin);
  const instance = await readInstance(net, origin);
  const acct = typed.username === null ? null : normalAcct(typed.username, instance.domain);
  return {
    named: { text, acct, origin, domain: instance.domain, serverTitle: instance.title, version: instance.version, apiVersion: instance.apiVersion },
    movedTo: typed.username === null ? null : await movedTo(net, origin, typed.username, instance.domain),
  };
}

async function originByWebfinger(net: Net, username: string, domain: string): Promise<string> {
  const url = `${originOf(domain)}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${username}@${domain}`)}`;
  const answer = await first(net, url, 'application/jrd+json, application/json', domain);
  const parsed = v.safeParse(webfinger, answer.body);
  const self = parsed.success ? parsed.output.links.find((link) => link.rel === 'self' && isSafeUrl(link.href)) : undefined;
  if (self) return new URL(self.href).origin;
  // A server that is no Mastodon, or does not know the account: say which.
  await assertMastodon(net, new URL(answer.url).origin);
  throw new ApiError('accountNotFound', domain, answer.status, null, [`@${username}@${domain}`, domain]);
}

/** The web host of a domain, by its host-meta: an account domain redirects it, or names the web host in it. */
async function webOrigin(net: Net, domain: string): Promise<string> {
  const answer = await first(net, `${originOf(domain)}/.well-known/host-meta`, 'application/xrd+xml', domain);
  if (answer.status >= 300) return originOf(domain);
  const template = /\btemplate=["'](https?:\/\/[^"'\s{}]+)/.exec(answer.text)?.[1];
  return new URL(template !== undefined && isSafeUrl(template) ? template : answer.url).origin;
}

/** The first question to a domain that a person typed: no answer means that there is no such server, or that it is slow. */
async function first(net: Net, url: string, accept: string, domain: string): Promise<Answer> {
  try {
    const answer = await request(net, url, { accept });
    assertCalm(answer, domain, net.now());
    return answer;
  } catch (error) {
    throw error instanceof NoAnswer && !error.timedOut ? new ApiError('serverNotFound', domain) : error;
  }
}

async function assertMastodon(net: Net, origin: string): Promise<void> {
  const host = new URL(origin).host;
  const href = documentAt(await publicJson(net, `${origin}/.well-known/nodeinfo`).catch(orElse('notMastodon', host)), origin);
  if (href === null) throw new ApiError('notMastodon', host, null, null, [host, '?']);
  const name = softwareIn(await publicJson(net, href))?.name ?? '?';
  if (!mastodonLike.has(name.toLowerCase())) throw new ApiError(problemOfSoftware(name), host, null, null, [host, name]);
}

function orElse(code: 'notMastodon', host: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof ApiError && error.code === 'badAnswer') throw new ApiError(code, host, null, null, [host, '?']);
    throw error;
  };
}

/** Where an account has moved to, as anybody is told. A server that shows nothing to strangers says it after the sign-in. */
async function movedTo(net: Net, origin: string, username: string, domain: string): Promise<string | null> {
  const url = `${origin}/api/v1/accounts/lookup?acct=${encodeURIComponent(username)}`;
  const body = await publicJson(net, url).catch((error: unknown) => {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return undefined;
    throw error;
  });
  if (body === null) throw new ApiError('accountNotFound', domain, 404, null, [`@${username}@${domain}`, domain]);
  const parsed = v.safeParse(lookup, body);
  return parsed.success && parsed.output.moved ? normalAcct(parsed.output.moved.acct, domain) : null;
}
