import { useMutation } from '@tanstack/preact-query';
import type { MessageData, MessageName, Replies, Reply } from '@/lib/messages/contract';
import { send } from '@/lib/messages/client';
import type { Problem } from '@/lib/move/model';

interface Errand<N extends MessageName> {
  run(data: MessageData<N>): void;
  busy: boolean;
  problem: Problem | null;
  value: Replies[N] | null;
}

/** One command to the background with its busy state, its value and, when it fails, its problem. */
export function useErrand<N extends MessageName>(name: N): Errand<N> {
  const mutation = useMutation<Reply<N>, Error, MessageData<N>>({ mutationFn: (data) => send(name, data) });
  const reply = mutation.data;
  return {
    run: (data) => mutation.mutate(data),
    busy: mutation.isPending,
    problem: reply && !reply.ok ? reply.problem : null,
    value: reply?.ok ? reply.value : null,
  };
}
