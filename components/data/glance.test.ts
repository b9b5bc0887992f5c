import { beforeEach, expect, it, vi } from 'vitest';
import type { Glance } from '@/lib/messages/glance';
import { watchGlance } from './glance';

const fake = vi.hoisted(() => {
  const kept = new Map<string, unknown>();
  const listeners = new Set<(changes: Record<string, { newValue?: unknown }>) => void>();
  const asked: ((reply: unknown) => void)[] = [];
  const session = {
    get: async (key: string) => (kept.has(key) ? { [key]: kept.get(key) } : {}),
    onChanged: {
      addListener: (listener: () => void) => void listeners.add(listener),
      removeListener: (listener: () => void) => void listeners.delete(listener),
    },
  };
  const runtime = { getManifest: () => ({ version: '1' }), sendMessage: () => new Promise((answer) => asked.push(answer)) };
  const ticks = new Map<() => void, number>();
  return { kept, listeners, asked, session, runtime, ticks };
});
vi.mock('wxt/browser', () => ({ browser: { storage: { session: fake.session }, runtime: fake.runtime } }));
vi.mock('@/lib/browser/clock', () => ({
  now: () => 0,
  every: (ms: number, tick: () => void) => {
    fake.ticks.set(tick, ms);
    return () => fake.ticks.delete(tick);
  },
}));

const glance = (newer: boolean, version = '1'): Glance => ({ version, parts: null, newer });
const change = (newValue?: Glance) => fake.listeners.forEach((tell) => tell({ glance: newValue === undefined ? {} : { newValue } }));
const answer = (reply: unknown) => fake.asked.splice(0).forEach((one) => one(reply));

/** What it waits for, in milliseconds. */
const waits = () => [...fake.ticks.values()];
const tick = () => [...fake.ticks.keys()].forEach((one) => one());
/** As long as it waits where nobody presses anything. */
const rest = () => [1, 2, 3, 4].forEach(tick);

/** Null = a problem. */
let told: (Glance | null)[];
let stop: () => void;
function begin(kept?: Glance): void {
  if (kept) fake.kept.set('glance', kept);
  told = [];
  stop = watchGlance((next) => told.push(next.glance));
}

beforeEach(() => {
  fake.kept.clear();
  fake.listeners.clear();
  fake.asked.length = 0;
  fake.ticks.clear();
});

it('tells the copy, and asks nobody while there is one', async () => {
  begin(glance(false));
  await vi.waitFor(() => expect(told).toEqual([glance(false)]));
  change(glance(true));
  expect(told).toEqual([glance(false), glance(true)]);
  expect([fake.asked.length, fake.ticks.size]).toEqual([0, 0]);
});

it('asks the background where there is none, and again until there is one', async () => {
  begin();
  await vi.waitFor(() => expect(fake.asked).toHaveLength(1));
  answer({ ok: true, value: glance(false) });
  await vi.waitFor(() => expect(waits()).toEqual([250]));
  expect(told).toEqual([glance(false)]);
  rest();
  await vi.waitFor(() => expect(fake.asked).toHaveLength(1));
  change(glance(true));
  expect(told).toEqual([glance(false), glance(true)]);
  // This answer is older than the copy.
  answer({ ok: true, value: glance(false) });
  await vi.waitFor(() => expect(fake.asked).toHaveLength(0));
  expect([told.length, fake.ticks.size]).toEqual([2, 0]);
});

it('asks as soon as the copy is forgotten, and goes on asking where nobody answers', async () => {
  begin(glance(false));
  await vi.waitFor(() => expect(told).toHaveLength(1));
  change();
  for (const known of [1, 1, 2]) {
    expect(fake.asked).toHaveLength(1);
    answer(null);
    await vi.waitFor(() => expect(waits()).toEqual([250]));
    expect(told).toHaveLength(known);
    rest();
  }
  // That many times in a row is no accident.
  expect(told).toEqual([glance(false), null]);
  answer({ ok: true, value: glance(true) });
  await vi.waitFor(() => expect(told).toHaveLength(3));
});

it('asks once more where an answer does not come, and takes it when it comes after all', async () => {
  begin();
  await vi.waitFor(() => expect(fake.asked).toHaveLength(1));
  expect(waits()).toEqual([5000]);
  tick();
  await vi.waitFor(() => expect(fake.asked).toHaveLength(2));
  fake.asked[0]?.({ ok: true, value: glance(false) });
  await vi.waitFor(() => expect(told).toEqual([glance(false)]));
});

it('takes no copy that another version has written', async () => {
  begin(glance(false, '2'));
  await vi.waitFor(() => expect(fake.asked).toHaveLength(1));
  expect(told).toEqual([]);
});

it('is silent once it was ended', async () => {
  begin(glance(false));
  await vi.waitFor(() => expect(told).toHaveLength(1));
  stop();
  expect(fake.listeners.size).toBe(0);
  expect(fake.ticks.size).toBe(0);
});
