import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './errors';
import { NoAnswer, nextLink, ownUrl, request, requestJson, type Net } from './http';
import { serve, testNet } from './testing/net';

const now = Date.parse('2026-01-01T00:00:00Z');
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function server(answer: Parameters<typeof serve>[0]): Promise<string> {
  const { origin, close } = await serve(answer);
  closing.push(close);
  return origin;
}

/** A net that gives one answer to everything. */
function fixed(answer: Response | Error): Net & { init: RequestInit | null; calls: number } {
  const net = {
    init: null as RequestInit | null,
    calls: 0,
    now: () => now,
    fetch: async (_url: string, init: RequestInit) => {
      net.init = init;
      net.calls++;
      if (answer instanceof Error) throw answer;
      return answer.clone();
    },
  };
  return net;
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`no ApiError: ${String(error)}`);
  return error;
}

describe('what is sent', () => {
  it('never has cookies, and a token goes nowhere else', async () => {
    const net = fixed(Response.json({}));
    await request(net, 'https://a.example/api', { token: 'secret' });
    expect(net.init).toMatchObject({ credentials: 'omit', redirect: 'error', headers: { Authorization: 'Bearer secret' } });
    await request(net, 'https://a.example/api', { token: 'secret', redirect: 'follow' });
    expect(net.init).toMatchObject({ redirect: 'error' });
    await request(net, 'https://a.example/api');
    expect(net.init).toMatchObject({ credentials: 'omit', redirect: 'follow' });
    expect(net.init?.headers).not.toHaveProperty('Authorization');
  });

  it('follows a redirect to the web host without a token, and refuses one with a token', async () => {
    const web = await server((_, response) => response.end('{"here":true}'));
    const domain = await server((_, response) => response.writeHead(301, { Location: `${web}/there` }).end());
    expect(await request(testNet(), domain)).toMatchObject({ url: `${web}/there`, body: { here: true } });
    expect(await failure(request(testNet(), domain, { token: 'secret' }))).toMatchObject({ code: 'serverDown' });
  });

  it.each(['http://a.example/', 'ftp://a.example/', 'https://me:secret@a.example/', 'javascript:alert(1)', 'nonsense'])('asks nothing of %s', async (url) => {
    const net = fixed(Response.json({}));
    expect((await failure(request(net, url))).code).toBe('badAnswer');
    expect(net.calls).toBe(0);
  });
});

describe('what comes back', () => {
  it('reads JSON, and gives other text as no JSON', async () => {
    expect((await request(fixed(new Response('{"a":1}')), 'https://a.example/')).body).toEqual({ a: 1 });
    expect(await request(fixed(new Response('<XRD/>')), 'https://a.example/')).toMatchObject({ body: undefined, text: '<XRD/>' });
    expect((await failure(requestJson(fixed(new Response('{"a":')), 'https://a.example/'))).code).toBe('badAnswer');
  });

  it('stops reading an answer that is too large', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(1_000_000).fill(97));
      },
    });
    const net: Net = { now: () => now, fetch: async () => new Response(endless) };
    expect((await failure(request(net, 'https://a.example/'))).code).toBe('badAnswer');
    expect(pulled).toBeLessThan(30);
  });

  it('refuses an answer that a redirect has led away from https', async () => {
    const answer = Object.defineProperty(Response.json({}), 'url', { value: 'http://localhost:8080/' });
    const net: Net = { now: () => now, fetch: async () => answer };
    expect((await failure(request(net, 'https://a.example/'))).code).toBe('badAnswer');
  });

  it('says that a cut connection is no answer', async () => {
    const origin = await server((_, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('[1,2');
      response.socket?.end();
    });
    expect(await failure(request(testNet(), origin))).toBeInstanceOf(NoAnswer);
  });

  it('knows a slow server from none, and both from no network', async () => {
    expect(await failure(request(fixed(new TypeError('fetch failed')), 'https://a.example/'))).toMatchObject({ code: 'serverDown', timedOut: false, host: 'a.example' });
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
    expect(await failure(request(fixed(new DOMException('late', 'TimeoutError')), 'https://a.example/'))).toMatchObject({ code: 'serverDown', timedOut: true });
    vi.stubGlobal('navigator', { onLine: false });
    expect((await failure(request(fixed(new TypeError('fetch failed')), 'https://a.example/'))).code).toBe('offline');
    expect((await failure(request(fixed(new TypeError('fetch failed')), 'http://a.localhost/'))).code).toBe('serverDown');
  });

  it.each([
    [401, 'tokenRevoked'],
    [403, 'loginDisabled'],
    [404, 'accountNotFound'],
    [410, 'serverClosing'],
    [414, 'badAnswer'],
    [422, 'badAnswer'],
    [429, 'rateLimited'],
    [500, 'serverDown'],
    [503, 'serverDown'],
  ])('reads %i as %s', async (status, code) => {
    expect(await failure(requestJson(fixed(Response.json({ error: 'x' }, { status })), 'https://a.example/'))).toMatchObject({ code, status });
  });
});

describe('rate limits', () => {
  const limited = (headers: Record<string, string>) => failure(requestJson(fixed(new Response('{}', { status: 429, headers })), 'https://a.example/'));
  const rate = { 'X-RateLimit-Limit': '300', 'X-RateLimit-Remaining': '0' };

  it('sets the end of a limit against our own clock', async () => {
    const headers = { ...rate, 'X-RateLimit-Reset': '2030-05-05T05:05:00.000000Z', Date: 'Sun, 05 May 2030 05:04:00 GMT' };
    expect((await limited(headers)).until).toBe(now + 60_000);
  });

  it('waits five minutes where the server does not say', async () => {
    expect((await limited({})).until).toBe(now + 5 * 60_000);
  });

  it('does not believe an end in ten years', async () => {
    expect((await limited({ ...rate, 'X-RateLimit-Reset': '2036-01-01T00:00:00Z' })).until).toBe(now + 60 * 60_000);
  });
});

describe('a path on a server', () => {
  it('is an address of that server', () => {
    expect(ownUrl('/api/v1/lists?x=1', 'https://a.example')).toBe('https://a.example/api/v1/lists?x=1');
    expect(ownUrl('https://a.example/api?max_id=1', 'https://a.example')).toBe('https://a.example/api?max_id=1');
  });
  it.each(['//b.example/api', 'https://b.example/api', 'http://a.example/api', 'https://a.example:444/', '\\\\b.example/', '\t//b.example', 'javascript:alert(1)', 'https://a.example@b.example/', 'https://['])('is refused where it leads elsewhere: %j', (path) => {
    expect(() => ownUrl(path, 'https://a.example')).toThrow(ApiError);
  });
});

describe('Link', () => {
  it('gives the next page and no other', () => {
    const header = '<https://a.example/api?max_id=1>; rel="next", <https://a.example/api?since_id=9>; rel="prev"';
    expect(nextLink(header, 'https://a.example/api')).toBe('https://a.example/api?max_id=1');
    expect(nextLink('<https://a.example/api?since_id=9>; rel="prev"', 'https://a.example/api')).toBeNull();
    expect(nextLink(null, 'https://a.example/api')).toBeNull();
  });

  it.each(['https://b.example/api?max_id=1', 'http://a.example/api?max_id=1', 'https://a.example:444/api', '//b.example/'])('is not read as this server’s where it is %s: a gateway sees that it is another', (url) => {
    const next = nextLink(`<${url}>; rel="next"`, 'https://a.example/api');
    expect(new URL(next ?? '').origin).toBe(new URL(url, 'https://a.example').origin);
  });
});
