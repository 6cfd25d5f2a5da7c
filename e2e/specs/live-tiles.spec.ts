import { expect, test } from '../fixtures.ts';
import { DashboardPage } from '../pages/dashboard-page.ts';

test('every tile of every dashboard shows live data and moves without a reload', async ({
  page,
  stack,
  complaints,
}) => {
  for (const title of ['Sensor fleet', 'Earthquakes', 'This machine']) {
    const dashboard = await DashboardPage.open(page, stack.url, title);
    await dashboard.expectStates(['live', 'idle']);
  }
  const dashboard = new DashboardPage(page);
  const marker = await page.evaluate(() => Reflect.set(window, 'notReloaded', true));
  expect(marker).toBe(true);
  for (const title of ['Processor', 'Processor by core', 'Processes by memory', 'Core activity']) {
    const tile = dashboard.tile(title);
    await tile.expectNewer(await tile.revision());
  }
  expect(await page.evaluate(() => Reflect.has(window, 'notReloaded'))).toBe(true);
  expect(complaints).toEqual([]);
});

test('a second viewer sees the same numbers', async ({ page, context, stack }) => {
  const first = await DashboardPage.open(page, stack.url, 'This machine');
  const second = await DashboardPage.open(await context.newPage(), stack.url, 'This machine');
  await first.expectStates(['live', 'idle']);
  await second.expectStates(['live', 'idle']);
  await expect
    .poll(async () => {
      const [a, b] = await Promise.all(
        [first, second].map((dashboard) => dashboard.tile('Memory in use').value()),
      );
      return a === b && a !== '';
    })
    .toBe(true);
});

test('pause freezes what is shown and resume catches up', async ({ page, stack, complaints }) => {
  const dashboard = await DashboardPage.open(page, stack.url, 'This machine');
  await dashboard.expectStates(['live', 'idle']);
  await dashboard.pause();
  await dashboard.expectStates(['paused']);
  const tile = dashboard.tile('Processor');
  const frozen = { revision: await tile.revision(), value: await tile.value() };
  await expect(page.getByTestId('held-back')).toBeVisible({ timeout: 20_000 });
  expect({ revision: await tile.revision(), value: await tile.value() }).toEqual(frozen);
  await dashboard.resume();
  await tile.expectNewer(frozen.revision);
  await dashboard.expectStates(['live', 'idle']);
  expect(complaints).toEqual([]);
});

test('another time range is asked for at once and kept in the address', async ({ page, stack }) => {
  const dashboard = await DashboardPage.open(page, stack.url, 'This machine');
  await dashboard.expectStates(['live', 'idle']);
  await page.getByTestId('time-picker').click();
  await page.getByTestId('time-preset-15m').click();
  await expect(page.getByTestId('time-picker')).toContainText('15 minutes');
  await dashboard.expectStates(['live', 'idle']);
  await page.reload();
  await expect(page.getByTestId('time-picker')).toContainText('15 minutes');
});
