import { useEffect, useState } from 'preact/hooks';
import { every } from '@/lib/browser/clock';
import { extensionVersion } from '@/lib/browser/runtime';
import { watchSession } from '@/lib/browser/session';
import { send } from '@/lib/messages/client';
import type { Reply } from '@/lib/messages/contract';
import { glanceKey, glanceOf, type Glance } from '@/lib/messages/glance';
import type { Problem } from '@/lib/move/model';
import { readCopy } from './copy';
import { restNow, shortestRest } from './rest';

/** What is known now: `glance` null = nothing yet; `problem` = the background was asked, and could not say. */
export interface Known {
  glance: Glance | null;
  problem: Problem | null;
}

/** A background that is just being stopped answers nothing once; who answers nothing that many times in a row is in trouble. */
const patience = 3;
/** How long an answer may take before it is asked for once more, in milliseconds. */
const longest = 5000;

/** What the background tells, alive, beginning with what is known of it. `dismiss` takes the problem away; it goes on being asked. */
export function useGlance(first: Glance | null): Known & { dismiss: () => void } {
  const [known, setKnown] = useState<Known>({ glance: first, problem: null });
  useEffect(() => watchGlance(setKnown), []);
  return { ...known, dismiss: () => setKnown((before) => ({ ...before, problem: null })) };
}

/** While there is a copy, it is what counts; while things change there is none, and the background is asked, again and again. Until the returned function is called. */
export function watchGlance(next: (known: Known) => void): () => void {
  // Counts the copies that were told, and what was asked since; what is older than either is not told any more.
  let copies = 0;
  let asked = 0;
  let answered = 0;
  let failures = 0;
  let stop: () => void = () => undefined;

  const take = (value: unknown) => {
    copies++;
    failures = 0;
    stop();
    const glance = glanceOf(value, extensionVersion());
    if (glance) next({ glance, problem: null });
    else void ask();
  };
  const ask = async () => {
    const [mine, copy] = [++asked, copies];
    stop();
    stop = every(longest, () => void ask());
    const reply = await send('readGlance', {});
    if (copy !== copies || mine < answered) return;
    answered = mine;
    tell(reply);
    stop();
    stop = afterRest(() => void ask());
  };
  const tell = (reply: Reply<'readGlance'>) => {
    failures = reply.ok ? 0 : failures + 1;
    if (reply.ok) next({ glance: reply.value, problem: null });
    else if (failures >= patience) next({ glance: null, problem: reply.problem });
  };
  const unwatch = watchSession(glanceKey, take);
  // It may have changed before anybody watched.
  void readCopy().then((value) => copies === 0 && take(value));
  return () => {
    copies++;
    stop();
    unwatch();
  };
}

/** Calls `then` after the rest; who presses something meanwhile shortens it. */
function afterRest(then: () => void): () => void {
  let rested = 0;
  return every(shortestRest, () => {
    rested += shortestRest;
    if (rested >= restNow()) then();
  });
}
