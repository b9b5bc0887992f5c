import { KeyboardJourney } from '../fixtures/keyboard';
import { step } from '../fixtures/journey';
import { expect, stationOf, takeShot, test } from '../fixtures/test';
import { wholeMove } from '../fixtures/wholeMove';

test('the whole move by keyboard alone @long', async ({ driver, world }) => {
  test.setTimeout(360_000);
  const journey = new KeyboardJourney(driver, stationOf(world, 'old', 'ada'), stationOf(world, 'new', 'ada'), (page, name) => takeShot(page, `keyboard-${name}`));
  const pages = await wholeMove(journey, {
    patience: 120_000,
    aliasFirst: true,
    onImportsRunning: async () => {
      world.clock.speed(60);
      await driver.setClock({ offsetMs: 0, speed: 60 });
    },
  });
  for (const id of ['account', 'profile', 'export', 'import', 'alias', 'move']) await expect(step(pages.popup, id)).toHaveAttribute('data-status', 'done');
  await expect.poll(() => world.old.inspect.movedTo('ada') !== null).toBe(true);
});
