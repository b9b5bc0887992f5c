import { useEffect, useState } from 'preact/hooks';
import { every } from '@/lib/browser/clock';
import { extensionVersion } from '@/lib/browser/runtime';
import { readSession, watchSession } from '@/lib/browser/session';
import { send } from '@/lib/messages/client';
import { glanceKey, glanceOf, type Glance } from '@/lib/messages/glance';
import { restNow } from './rest';

/** What the background tells, alive, beginning with what is known of it; null = it is still to answer. */
export function useGlance(first: Glance | null): Glance | null {
  const [glance, setGlance] = useState(first);
  useEffect(() => watchGlance((next) => setGlance((before) => (same(before, next) ? before : next))), []);
  return glance;
}

const same = (one: Glance | null, other: Glance) => JSON.stringify(one) === JSON.stringify(other);

/** While there is a copy, it is what counts; while things change there is none, and the background is asked, again and again. */
export function watchGlance(next: (glance: Glance) => void): () => void {
  let turn = 0;
  let stop: () => void = () => undefined;
  const take = (value: unknown) => {
    turn++;
    stop();
    const glance = glanceOf(value, extensionVersion());
    if (glance) next(glance);
    else void ask();
  };
  const ask = async () => {
    stop();
    const mine = ++turn;
    const reply = await send('readGlance', {});
    // What was told meanwhile is newer than this answer.
    if (mine !== turn) return;
    if (reply.ok) next(reply.value);
    stop = every(restNow(), () => void ask());
  };
  const unwatch = watchSession(glanceKey, take);
  const begun = turn;
  // It may have changed before anybody watched.
  void readSession(glanceKey).then((value) => begun === turn && take(value));
  return () => {
    turn++;
    stop();
    unwatch();
  };
}
