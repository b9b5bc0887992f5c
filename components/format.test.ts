import { afterEach, beforeEach, expect, it, vi } from 'vitest';

vi.mock('wxt/browser', () => ({ browser: { i18n: { getUILanguage: () => 'en-US', getMessage: () => '' } } }));

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllEnvs());
/** Formatters keep the zone that they were made in. */
const fresh = async () => (await import('./format')).ownTime;

it.each([
  ['Asia/Tokyo', 'Jan 8, 2030, 3:30 AM · Tea'],
  ['America/New_York', 'Jan 7, 2030, 1:30 PM · Tea'],
])('a scheduled post stands at the time of %s', async (zone, shown) => {
  vi.stubEnv('TZ', zone);
  expect((await fresh())('scheduledPosts', '2030-01-07T18:30Z Tea').replaceAll('\u202f', ' ')).toBe(shown);
});

it('leaves every other label, and a time that is none, as they are', async () => {
  const ownTime = await fresh();
  expect(ownTime('bookmarks', '2030-01-07T18:30Z Tea')).toBe('2030-01-07T18:30Z Tea');
  for (const label of ['2030-01-07 18:30 Tea', '2030-99-99T18:30Z Tea', 'Tea']) expect(ownTime('scheduledPosts', label)).toBe(label);
});
