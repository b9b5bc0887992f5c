import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context, type Next } from 'hono';
import { mountInstance } from './api/instance';
import { mountOAuth } from './api/oauth';
import { rateLimit } from './api/rate';
import { mountRest } from './api/rest';
import { closing } from './closing';
import { hostility } from './hostile';
import type { App, Fault, Instance } from './model';
import { receive } from './moving';
import { mountPages } from './pages';

/** The whole HTTP face of one double. */
export function createApp(instance: Instance): App {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(log(instance), cors, faults(instance), tooLong, closing(instance));
  app.use(rateLimit(instance), hostility(instance));
  if (instance.options.software === 'mastodon') {
    mountOAuth(app, instance);
    mountRest(app, instance);
    mountInstance(app, instance);
    const inbox = async (c: Context) => {
      const activity = await c.req.json<Record<string, unknown>>();
      // Inboxes answer at once and work later, as Mastodon's do.
      instance.clock.after(50, () => receive(instance, activity));
      return c.body(null, 202);
    };
    app.post('/inbox', inbox);
    app.post('/users/:name/inbox', inbox);
    mountPages(app, instance);
    return app;
  }
  mountOther(app, instance);
  return app;
}

/** Software that is no Mastodon: says so by nodeinfo, and has none of the rest. */
function mountOther(app: App, instance: Instance): void {
  app.get('/.well-known/nodeinfo', (c) => c.json({ links: [{ rel: 'http://nodeinfo.diaspora.software/ns/schema/2.0', href: `${instance.web}/nodeinfo/2.0` }] }));
  app.get('/nodeinfo/2.0', (c) => c.json({ version: '2.0', software: { name: instance.options.software, version: '0.12.6' }, metadata: {} }));
  app.get('/.well-known/host-meta', (c) => c.body('<XRD/>', 200, { 'Content-Type': 'application/xrd+xml' }));
}

function log(instance: Instance) {
  return async (c: Context, next: Next): Promise<void> => {
    await next();
    c.res.headers.set('Date', new Date(instance.clock.now()).toUTCString());
    instance.seen.push({
      at: instance.clock.now(),
      host: c.req.header('host') ?? '',
      method: c.req.method,
      path: c.req.path + new URL(c.req.url).search,
      status: c.res.status,
      origin: c.req.header('origin') ?? null,
      authorized: c.req.header('authorization') !== undefined,
      cookies: c.req.header('cookie') !== undefined,
    });
  };
}

function takeFault(instance: Instance, line: string): Fault | undefined {
  const fault = instance.faults.find((candidate) => candidate.match.test(line) && candidate.times !== 0);
  if (fault?.times !== undefined) fault.times--;
  return fault;
}

function faults(instance: Instance) {
  return async (c: Context<{ Bindings: HttpBindings }>, next: Next): Promise<Response | undefined> => {
    const fault = takeFault(instance, `${c.req.method} ${c.req.path}`);
    if (!fault) return void (await next());
    if (fault.kind === 'latency') {
      await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 1000));
      return void (await next());
    }
    if (fault.kind === 'status') {
      const reset = new Date(instance.clock.now() + 60_000).toISOString();
      const headers: Record<string, string> = fault.status === 429 ? { 'X-RateLimit-Limit': '300', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': reset } : {};
      return new Response(JSON.stringify({ error: 'fault' }), { status: fault.status ?? 500, headers: { 'Content-Type': 'application/json', ...headers } });
    }
    if (fault.kind === 'cut') {
      (c.env.incoming).socket.destroy();
      (c.env.outgoing).destroy();
      return new Response(null);
    }
    await next();
    const text = await c.res.text();
    c.res = new Response(text.slice(0, Math.floor(text.length / 2)), { status: c.res.status, headers: c.res.headers });
    return undefined;
  };
}

const open = [/^\/api\//, /^\/oauth\/(token|revoke|userinfo)$/, /^\/\.well-known\//, /^\/nodeinfo\//, /^\/@[^/]+$/, /^\/users\/[^/]+$/];

/** Facts H.7: any origin on these paths, and on no others. */
async function cors(c: Context, next: Next): Promise<Response | undefined> {
  const allowed = open.some((path) => path.test(c.req.path));
  if (allowed && c.req.method === 'OPTIONS') {
    return new Response(null, { status: 204, headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS', 'Access-Control-Allow-Headers': c.req.header('access-control-request-headers') ?? '*', 'Access-Control-Max-Age': '7200' } });
  }
  await next();
  if (allowed) {
    c.res.headers.set('Access-Control-Allow-Origin', '*');
    c.res.headers.set('Access-Control-Expose-Headers', 'Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id');
  }
  return undefined;
}

async function tooLong(c: Context, next: Next): Promise<Response | undefined> {
  if (c.req.path.length + new URL(c.req.url).search.length > 8192) return c.text('Request-URI Too Large', 414);
  await next();
  return undefined;
}
