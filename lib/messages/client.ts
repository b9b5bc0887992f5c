import type { Problem } from '@/lib/move/model';
import { sendToBackground } from '@/lib/browser/runtime';
import type { Envelope, MessageData, MessageName, Replies, Reply } from './contract';

/**
 * Sends one message of the contract to the background. Never throws: a background that does not answer is the
 * problem `unexpected`.
 */
export async function send<N extends MessageName>(name: N, data: MessageData<N>): Promise<Reply<N>> {
  const envelope: Envelope<N> = { movingDay: name, data };
  try {
    const reply = await sendToBackground(envelope);
    if (isReply<N>(reply)) return reply;
  } catch {
    // falls through: the background was stopped in the middle, or is being updated
  }
  return { ok: false, problem: noAnswer };
}

const noAnswer: Problem = { code: 'unexpected', vars: [], role: null, at: 0 };

/** The background is our own code: the envelope is checked, the value is trusted. */
function isReply<N extends MessageName>(value: unknown): value is { ok: true; value: Replies[N] } | { ok: false; problem: Problem } {
  return typeof value === 'object' && value !== null && 'ok' in value;
}
