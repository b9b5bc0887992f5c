import { useRef, useState } from 'preact/hooks';
import type { MessageData, MessageName, Replies, Reply } from '@/lib/messages/contract';
import { send } from '@/lib/messages/client';
import type { Problem } from '@/lib/move/model';

interface Errand<N extends MessageName> {
  run(data: MessageData<N>): void;
  busy: boolean;
  problem: Problem | null;
  value: Replies[N] | null;
}

/** One command to the background with its busy state, its value and, when it fails, its problem: those of the last time that it was sent. */
export function useErrand<N extends MessageName>(name: N): Errand<N> {
  const [{ busy, reply }, setState] = useState<{ busy: boolean; reply: Reply<N> | null }>({ busy: false, reply: null });
  const sent = useRef(0);
  const run = async (data: MessageData<N>) => {
    const mine = ++sent.current;
    setState({ busy: true, reply: null });
    const answer = await send(name, data);
    if (mine === sent.current) setState({ busy: false, reply: answer });
  };
  return {
    run: (data) => void run(data),
    busy,
    problem: reply && !reply.ok ? reply.problem : null,
    value: reply?.ok ? reply.value : null,
  };
}
