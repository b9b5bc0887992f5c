import type { Server } from 'node:http';
import { createServer, type Server as NetServer } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { createApp } from './app';
import { createClock } from './clock';
import { vacuum } from './imports';
import { inspector, type Inspector } from './inspect';
import { serveMedia } from './media';
import type { Fault, HostilityKind, Instance, InstanceOptions, RequestSeen, WorldClock } from './model';
import { seedPast, seedWorld, type SeedReport } from './seeds';
import { seedGiant, type GiantSizes } from './seeds/giant';
import { createInstance, findLocal, userOf } from './state';

/** How to sign in as somebody a seed has made. */
export interface Credentials {
  handle: string;
  email: string;
  password: string;
}
export interface ServerHandle {
  instance: Instance;
  origin: string;
  domain: string;
  seen: RequestSeen[];
  inspect: Inspector;
  credentials(username: string): Credentials;
  addFault(fault: Fault): () => void;
  /** Harms readers in this way from now on, on paths that match (all without one), until the result is called. */
  hostile(kind: HostilityKind, path?: RegExp): () => void;
  /** The server shuts down for good, or does not after all. */
  closing(on: boolean): void;
  /** Refuses connections until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
}
export interface World {
  clock: WorldClock;
  server(name: string): ServerHandle;
  old: ServerHandle;
  new: ServerHandle;
  seed: SeedReport;
  stop(): Promise<void>;
}
export interface WorldOptions {
  /** Changes to the standard servers by name, or further ones. */
  servers?: Partial<InstanceOptions>[];
  speed?: number;
  now?: number;
  /** Rows of the old account: `normal` about 340 follows, `small` a tenth of that. */
  size?: 'normal' | 'small';
  /** What the old account has done before: redirected to somebody else, moved there, or moved lately and come back (cooldown). */
  past?: 'redirected' | 'moved' | 'cooldown';
  /** `giant` on OLD, an account of tens of thousands, made from the seed. */
  giant?: { seed: number } & Partial<GiantSizes>;
}

const standard = ['old', 'new', 'friends', 'dead', 'blocked', 'ignores'];
const defaults: InstanceOptions = { name: '', version: '4.6', secureMode: false, accountHost: null, software: 'mastodon', locale: 'en', title: '', followLimit: 7500, filterImport: 'adds', postLimit: 500, ignoresMove: false, rowPause: 60, closing: false, objectStorage: false, closedMedia: false, registrations: 'open', description: '', rules: [], obfuscates: false };

/** Starts a world of doubles on free ports: OLD with a life in it, an empty newcomer on NEW, and others around them. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const clock = createClock(options.now ?? Date.now(), options.speed ?? 1);
  const changes = new Map((options.servers ?? []).map((change) => [change.name ?? '', change]));
  const names = [...new Set([...standard, ...changes.keys()])];
  const servers = new Map<string, ServerHandle>();
  const close: (() => Promise<void>)[] = [];
  for (const name of names) {
    const own: InstanceOptions = { ...defaults, title: `${name}.localhost`, ignoresMove: name === 'ignores', ...changes.get(name), name };
    const { handle, stop } = await startServer(own, clock);
    servers.set(name, handle);
    close.push(stop);
  }
  const server = (name: string): ServerHandle => {
    const found = servers.get(name);
    if (!found) throw new Error(`no server called ${name}`);
    return found;
  };
  const seed = seedWorld((name) => server(name).instance, options.size ?? 'normal');
  if (options.past) seedPast(server('old').instance, options.past);
  if (options.giant) seedGiant(server('old').instance, options.giant.seed, options.giant);
  await server('dead').down();
  nightly(clock, () => names.forEach((name) => vacuum(server(name).instance)));
  return {
    clock,
    server,
    old: server('old'),
    new: server('new'),
    seed,
    stop: async () => {
      clock.stop();
      await Promise.all(close.map((stop) => stop()));
    },
  };
}

/** Runs `job` each night at four, world time. */
function nightly(clock: WorldClock, job: () => void): void {
  const day = 86_400_000;
  const untilFour = (4 * 3_600_000 - (clock.now() % day) + day) % day;
  clock.after(untilFour || day, () => {
    job();
    nightly(clock, job);
  });
}

async function startServer(options: InstanceOptions, clock: WorldClock): Promise<{ handle: ServerHandle; stop: () => Promise<void> }> {
  // Ports are known only after listening: the app is made then, and the first requests wait for it.
  let answer: (request: Request, env: unknown) => Response | Promise<Response> = () => new Response(null, { status: 503 });
  let media: (request: Request) => Response = () => new Response(null, { status: 503 });
  const main = await listen((request, env) => answer(request, env));
  const mediaServer = await listen((request) => media(request));
  const account = options.accountHost === null ? null : await listen((request) => redirectWellKnown(request, origin));
  const origin = `http://${options.name}.localhost:${main.port}`;
  const domain = account ? `${options.accountHost}.localhost:${account.port}` : `${options.name}.localhost:${main.port}`;
  const instance = createInstance(options, origin, domain, `http://media-${options.name}.localhost:${mediaServer.port}`, clock);
  const app = createApp(instance);
  answer = (request, env) => app.fetch(request, env as HttpBindings);
  media = (request) => serveMedia(instance, request);
  const handle: ServerHandle = {
    instance,
    origin,
    domain,
    seen: instance.seen,
    inspect: inspector(instance),
    credentials: (username) => {
      const found = findLocal(instance, username);
      const user = found && userOf(instance, found);
      if (!found || !user) throw new Error(`nobody called ${username} on ${options.name}`);
      return { handle: `@${username}@${domain}`, email: user.email, password: user.password ?? '' };
    },
    addFault: (fault) => {
      instance.faults.push(fault);
      return () => {
        instance.faults.splice(instance.faults.indexOf(fault), 1);
      };
    },
    hostile: (kind, path = /./) => {
      const one = { kind, path };
      instance.hostility.push(one);
      return () => {
        instance.hostility.splice(instance.hostility.indexOf(one), 1);
      };
    },
    closing: (on) => {
      instance.options.closing = on;
    },
    down: () => main.leave(),
    up: () => main.open(),
  };
  const stop = async () => {
    await Promise.all([main.close(), mediaServer.close(), account?.close()]);
  };
  return { handle, stop };
}

interface Listener {
  port: number;
  close(): Promise<void>;
  /** Nobody answers any more. The port stays taken: another process's server would pass for this one. */
  leave(): Promise<void>;
  open(): Promise<void>;
}

function listen(fetch: (request: Request, env: unknown) => Response | Promise<Response>): Promise<Listener> {
  const server = createAdaptorServer({ fetch }) as Server;
  const nobody = createServer((socket) => socket.destroy());
  const openAt = (at: Server | NetServer, port: number) =>
    new Promise<void>((resolve, reject) => {
      at.once('error', reject);
      at.listen(port, '127.0.0.1', () => {
        at.off('error', reject);
        resolve();
      });
    });
  const close = async (at: Server | NetServer) => {
    if ('closeAllConnections' in at) at.closeAllConnections();
    if (at.listening) await new Promise<void>((resolve) => void at.close(() => resolve()));
  };
  return openAt(server, 0).then(() => {
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    return {
      port,
      open: async () => {
        await close(nobody);
        if (!server.listening) await openAt(server, port);
      },
      leave: async () => {
        await close(server);
        if (!nobody.listening) await openAt(nobody, port);
      },
      close: async () => {
        await close(nobody);
        await close(server);
      },
    };
  });
}

/** An account domain that differs from the web host only points there. */
function redirectWellKnown(request: Request, origin: string): Response {
  const url = new URL(request.url);
  if (!url.pathname.startsWith('/.well-known/')) return new Response(null, { status: 404 });
  return new Response(null, { status: 301, headers: { Location: origin + url.pathname + url.search, 'Access-Control-Allow-Origin': '*' } });
}
