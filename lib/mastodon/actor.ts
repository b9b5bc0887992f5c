import * as v from 'valibot';
import type { Account } from '@/lib/move/model';
import { ApiError } from './errors';
import { assertCalm, request, type Net } from './http';

/** An actor document as a stranger sees it; `refused` = the server shows it to other servers only (secure mode). */
export interface ActorReading {
  refused: boolean;
  alsoKnownAs: string[];
}

const uri = v.pipe(v.string(), v.maxLength(2048));
const schema = v.object({
  id: uri,
  alsoKnownAs: v.optional(v.union([v.pipe(v.array(uri), v.maxLength(1000)), v.pipe(uri, v.transform((one) => [one]))]), []),
});

/**
 * Reads an actor document. `/ap/users/<id>` answers no other origin, so it is asked for at `/users/<name>`, which
 * serves the same. Redirects are refused: only this server speaks for the account. Each read pins the server's copy for 3 minutes: call it only when the alias is listed already.
 */
export async function readActor(net: Net, account: Account): Promise<ActorReading> {
  const url = `${account.origin}/users/${encodeURIComponent(account.username)}`;
  const answer = await request(net, url, { accept: 'application/activity+json', redirect: 'error' });
  if (answer.status === 401 || answer.status === 403) return { refused: true, alsoKnownAs: [] };
  const { host } = new URL(url);
  assertCalm(answer, host, net.now());
  if (answer.status === 404 || answer.status === 410) throw new ApiError('accountNotFound', host, answer.status, null, [`@${account.acct}`, host]);
  const parsed = v.safeParse(schema, answer.body);
  if (!parsed.success || parsed.output.id !== account.actorUri) throw new ApiError('badAnswer', host, answer.status);
  return { refused: false, alsoKnownAs: parsed.output.alsoKnownAs };
}
