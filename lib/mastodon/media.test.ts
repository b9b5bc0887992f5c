import { afterEach, describe, expect, it } from 'vitest';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fetchMedia } from './media';
import { resolveLocalhost, serve, testNet } from './testing/net';

resolveLocalhost();
const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** One file of a media host, fetched; `seen` are the headers that the host was sent. */
async function get(answer: (request: IncomingMessage, response: ServerResponse) => void, access = true): Promise<{ got: Awaited<ReturnType<typeof fetchMedia>>; seen: IncomingMessage['headers']; beats: number }> {
  let seen: IncomingMessage['headers'] = {};
  let beats = 0;
  const host = await serve((request, response) => {
    seen = request.headers;
    answer(request, response);
  });
  open.push(host);
  const heartbeat = () => Promise.resolve(void beats++);
  const got = await fetchMedia({ ...testNet(), hasAccess: () => Promise.resolve(access), heartbeat }, `${host.origin}/a.png`);
  return { got, seen, beats };
}
const file = (type: string, text: string) => (_request: IncomingMessage, response: ServerResponse) => response.writeHead(200, { 'Content-Type': type }).end(text);

it('is fetched as it is, without a token, a cookie, or word of where from', async () => {
  const { got, seen } = await get(file('image/png; charset=x', 'bytes'));
  if (!got.ok) throw new Error(got.why);
  expect([got.type, got.blob.type, await got.blob.text()]).toEqual(['image/png', 'image/png', 'bytes']);
  expect([seen.authorization, seen.cookie, seen.referer]).toEqual([undefined, undefined, undefined]);
});

it.each(['text/html', 'application/xhtml+xml', 'text/javascript', '', 'nonsense', 'image/png,text/html', 'Image/<b>'])('is no page and no program when it is served as %j', async (type) => {
  const { got } = await get(file(type, '<script>alert(1)</script>'));
  expect(got.ok && got.blob.type).toBe('application/octet-stream');
});

describe('a file that cannot be had is named', () => {
  it.each([[404, 'gone'], [410, 'gone'], [403, 'gone'], [500, 'noAnswer'], [503, 'noAnswer'], [429, 'noAnswer']] as const)('status %i: %s', async (status, why) => {
    expect((await get((_request, response) => response.writeHead(status).end())).got).toEqual({ ok: false, why });
  });

  it('a connection that ends in the middle', async () => {
    const { got } = await get((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'image/png', 'Content-Length': '1000' });
      response.write('half', () => response.destroy());
    });
    expect(got).toEqual({ ok: false, why: 'noAnswer' });
  });

  it('a host that the browser does not let us read', async () => {
    expect((await get((_request, response) => response.destroy(), false)).got).toEqual({ ok: false, why: 'noAccess' });
  });

  it('a size that no server takes: not fetched at all where it is said', async () => {
    let written = 0;
    const { got } = await get((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'video/mp4', 'Content-Length': '5000000000' });
      response.write(Buffer.alloc(1000), () => (written += 1000));
    });
    expect(got).toEqual({ ok: false, why: 'tooLarge' });
    expect(written).toBeLessThanOrEqual(1000);
  });

  it('a file that does not end: given up at the size that no server takes, and the background is kept alive till then', async () => {
    const chunk = Buffer.alloc(4_000_000);
    const { got, beats } = await get((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'video/mp4' });
      const more = () => {
        if (!response.destroyed) response.write(chunk, more);
      };
      more();
    });
    expect(got).toEqual({ ok: false, why: 'tooLarge' });
    expect(beats).toBeGreaterThan(50);
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'http://10.0.0.1/a.png', 'data:text/html,x', 'https://me:secret@a.example/x.png', ''])('an address that is not asked: %s', async (url) => {
    const net = testNet();
    expect(await fetchMedia({ ...net, hasAccess: () => Promise.resolve(true), heartbeat: () => Promise.resolve() }, url)).toEqual({ ok: false, why: 'gone' });
    expect(net.asked).toEqual([]);
  });
});
