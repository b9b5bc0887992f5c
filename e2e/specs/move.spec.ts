import { expect, test } from '../fixtures/test';
import { guide, step } from '../fixtures/journey';

test('the whole move', async ({ journey, driver, world }) => {
  test.setTimeout(180_000);
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  await journey.shot(popup, 'popup-signed-in');
  console.log(await popup.locator('body').innerText());
});
