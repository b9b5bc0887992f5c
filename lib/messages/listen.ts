import * as v from 'valibot';
import type { Problem } from '@/lib/move/model';
import { messages, type Envelope, type MessageName, type Replies, type Reply, type Sender } from './contract';

/** Where a message came from, as far as a handler may care. */
export interface From {
  sender: Sender;
  /** Origin of the page it came from. */
  origin: string;
  tabId: number | null;
}
type Parsed<N extends MessageName> = v.InferOutput<(typeof messages)[N]['data']>;

/** One handler for every message of the contract. */
export type Handlers = { [N in MessageName]: (data: Parsed<N>, from: From) => Promise<Reply<N>> };

/** The sender as the browser vouches for it. */
interface Source {
  url: string;
  tabId: number | null;
  topFrame: boolean;
  ours: boolean;
}

/**
 * Turns handlers into a listener: null for what is no message of ours, otherwise a reply. Refuses messages that do not
 * fit their schema or come from where they may not. `root` is the address of the extension's own pages, `mayGuide`
 * tells whether a page's origin is one that the person has granted.
 */
export function createListener(
  handlers: Handlers,
  root: string,
  mayGuide: (origin: string) => Promise<boolean>,
  refused: () => Problem,
): (message: unknown, source: Source) => Promise<unknown> | null {
  return (message, source) => {
    const name = nameOf(message);
    if (name === null) return null;
    return answer(name);

    async function answer<N extends MessageName>(known: N): Promise<Reply<N>> {
      const no: Reply<N> = { ok: false, problem: refused() };
      const from = await senderOf(source, root, mayGuide);
      const allowed: readonly Sender[] = messages[known].from;
      if (!from || !allowed.includes(from.sender)) return no;
      const data = v.safeParse(messages[known].data, dataOf(message));
      if (!data.success) return no;
      return handlers[known](data.output, from);
    }
  };
}

/** Success, as handlers answer it. */
export function done<N extends MessageName>(value: Replies[N]): Reply<N> {
  return { ok: true, value };
}

function nameOf(message: unknown): MessageName | null {
  if (typeof message !== 'object' || message === null || !('movingDay' in message)) return null;
  const name = (message satisfies { movingDay: unknown }).movingDay;
  return typeof name === 'string' && Object.hasOwn(messages, name) ? (name as Envelope['movingDay']) : null;
}

function dataOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'data' in message ? message.data : null;
}

async function senderOf(source: Source, root: string, mayGuide: (origin: string) => Promise<boolean>): Promise<From | null> {
  if (!source.ours) return null;
  if (source.url.startsWith(root)) return { sender: 'page', origin: new URL(root).origin, tabId: source.tabId };
  if (source.tabId === null || !source.topFrame || !URL.canParse(source.url)) return null;
  const origin = new URL(source.url).origin;
  return (await mayGuide(origin)) ? { sender: 'guide', origin, tabId: source.tabId } : null;
}
