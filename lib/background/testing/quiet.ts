import type { Background } from '../context';

/** What a background needs of a browser where nobody looks: no tab, no badge, no guide, no wish; ids are real. */
export const quietBrowser: Omit<Background, 'db' | 'now' | 'fetch' | 'setAlarm' | 'clearAlarm' | 'hasAccess'> = {
  newId: () => crypto.randomUUID(),
  heartbeat: () => Promise.resolve(),
  giveBack: () => Promise.resolve(),
  guideReader: { who: () => Promise.resolve(null), file: () => Promise.resolve(null) },
  guides: { first: () => Promise.resolve(null), ask: () => Promise.resolve(null) },
  openTab: () => Promise.resolve(),
  deskUrl: () => '',
  setBadge: () => Promise.resolve(),
  notify: () => Promise.resolve(),
  keeping: { read: () => Promise.resolve({ held: false, lostAt: null }), write: () => Promise.resolve() },
  glance: { read: () => Promise.resolve({ version: '1', parts: null, newer: false }), changed: () => undefined },
  intents: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
};
