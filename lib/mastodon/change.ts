import { ApiError } from './errors';
import { accepted, ownUrl, request, requestJson, type Answer, type Net, type RequestOptions } from './http';

/** Who changes something, and where. */
export interface Writer extends Net {
  origin: string;
  token: string;
}

/**
 * Posts to a server's API as its account. Throws `ApiError`: `changeRefused` for 422, `notAuthorised` where the
 * sign-in does not allow it, `loginDisabled` where the account itself is closed, `writeLater` for a 429.
 */
export async function post(writer: Writer, path: string, options: Pick<RequestOptions, 'body' | 'idempotencyKey'> = {}): Promise<Answer> {
  return acceptedChange(writer, await request(writer, ownUrl(path, writer.origin), { ...options, method: 'POST', token: writer.token }));
}

/** The answer to a change, or what its refusal means; throws as `post` does. */
export async function acceptedChange(writer: Writer, answer: Answer): Promise<Answer> {
  const { host } = new URL(writer.origin);
  if (answer.status === 422) throw new ApiError('changeRefused', host, 422);
  if (answer.status === 429) throw new ApiError('writeLater', host, 429, answer.rate?.reset ?? null);
  // 403 is said of a missing scope as of a closed account, in words of any language.
  if (answer.status === 403 && (await mayRead(writer))) throw new ApiError('notAuthorised', host, 403);
  return accepted(answer, host, writer.now());
}

async function mayRead(writer: Writer): Promise<boolean> {
  try {
    await requestJson(writer, `${writer.origin}/api/v1/accounts/verify_credentials`, { token: writer.token });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'loginDisabled') return false;
    throw error;
  }
}
