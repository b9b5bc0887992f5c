import { figures } from '../../bench/report';
import { signedInAndKept } from '../../fixtures/backups';
import { guide } from '../../fixtures/journey';
import { expect, test } from '../../fixtures/test';

test('what a person does to import all seven kinds', async ({ journey, driver, world }) => {
  const report = figures();
  await signedInAndKept(journey);
  const desk = await driver.openDesk('import');
  await driver.allowHost(journey.next.origin);
  const [clicks, asked] = [journey.effort.clicks, driver.requests().length];
  const imports = await journey.openServerPage(desk, 'Open the import page on NEW', journey.next.origin, '/settings/imports');
  const pages = driver.pageLoads() - 1;
  await journey.click(guide(imports).getByRole('button', { name: 'Bring everything over' }));
  await expect(guide(imports).getByRole('heading', { name: /The server is working|All files are in/ })).toBeVisible({ timeout: 60_000 });
  expect(new Set(world.new.inspect.imports('ada').map((one) => one.type)).size).toBe(7);
  const how = `from the desk on, the button that opens the page included; by hand each kind takes three presses on two pages; ${driver.requests().length - asked} requests in all`;
  report.atMost('clicks to import all seven kinds', journey.effort.clicks - clicks, 'clicks', 4, how);
  report.atMost('server pages opened to import all seven kinds', driver.pageLoads() - pages, 'pages', 1, how);
  expect(report.missed).toEqual([]);
});
