import * as v from 'valibot';
import type { Problem, Role } from '@/lib/move/model';
import { messages, type Envelope, type MessageName, type Replies, type Reply, type Rule, type Sender } from './contract';

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
 * fit their schema or come from where they may not. `root` is the address of the extension's own pages, `sidesOf`
 * tells which sides of the move that is shown live at a page's origin: none for any other.
 */
export function createListener(
  handlers: Handlers,
  root: string,
  sidesOf: (origin: string) => Promise<readonly Role[]>,
  refused: () => Problem,
): (message: unknown, source: Source) => Promise<unknown> | null {
  return (message, source) => {
    const name = nameOf(message);
    if (name === null) return null;
    return answer(name);

    async function answer<N extends MessageName>(known: N): Promise<Reply<N>> {
      const no: Reply<N> = { ok: false, problem: refused() };
      const from = await senderOf(source, root, messages[known], sidesOf);
      if (!from) return no;
      const data = v.safeParse(messages[known].data, dataOf(message));
      // A guide speaks of the move that is shown, and of no other.
      if (!data.success || (from.sender === 'guide' && Object.hasOwn(data.output, 'moveId'))) return no;
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

/** Who sent it, null where that is nobody who may. */
async function senderOf(source: Source, root: string, { from, guideOn }: Rule, sidesOf: (origin: string) => Promise<readonly Role[]>): Promise<From | null> {
  if (!source.ours) return null;
  if (source.url.startsWith(root)) return from.includes('page') ? { sender: 'page', origin: new URL(root).origin, tabId: source.tabId } : null;
  if (!from.includes('guide') || source.tabId === null || !source.topFrame || !URL.canParse(source.url)) return null;
  const origin = new URL(source.url).origin;
  const sides = await sidesOf(origin);
  return sides.length > 0 && (guideOn === undefined || sides.includes(guideOn)) ? { sender: 'guide', origin, tabId: source.tabId } : null;
}
