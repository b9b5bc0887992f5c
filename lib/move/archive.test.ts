import { expect, it } from 'vitest';
import { archiveFact, archiveNow } from './archive';

const day = 86_400_000;

it('goes by the newest archive of the page', () => {
  const fact = archiveFact({ mayAsk: false, rows: [{ at: 5, ready: true }, { at: 9, ready: false }] }, null, true);
  expect(fact).toEqual({ state: 'making', askedAt: 9, askFrom: 9 + 6 * day, seen: true });
});

it('stays seen as long as it stands the same', () => {
  const shown = { mayAsk: false, rows: [{ at: 9, ready: true }] };
  const seen = archiveFact(shown, null, true);
  expect(archiveFact(shown, seen, false).seen).toBe(true);
  expect(archiveFact(shown, { ...seen, state: 'making' }, false).seen).toBe(false);
});

it('knows what a server does by itself: it allows the next after six days, and deletes after seven', () => {
  const ready = archiveFact({ mayAsk: false, rows: [{ at: 0, ready: true }] }, null, true);
  expect(archiveNow(ready, 6 * day - 1)).toEqual(ready);
  expect(archiveNow(ready, 6 * day)).toMatchObject({ state: 'ready', askFrom: null });
  expect(archiveNow(ready, 7 * day)).toMatchObject({ state: 'none', askedAt: null, askFrom: null });
});
