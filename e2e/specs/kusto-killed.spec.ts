import { expect, test } from '../fixtures.ts';
import { DashboardPage } from '../pages/dashboard-page.ts';

test('when Kusto dies, tiles keep their last good values, say that they are stale, and recover', async ({
  page,
  stack,
}) => {
  const dashboard = await DashboardPage.open(page, stack.url, 'This machine');
  await dashboard.expectStates(['live', 'idle']);
  await stack.kill('kusto');
  await dashboard.expectStates(['stale'], 5_000);
  const tile = dashboard.tile('Memory in use');
  expect(await tile.value()).toMatch(/\d/);
  await expect(tile.root.getByTestId('tile-state')).toContainText(/last good/i);
  await expect(dashboard.tile('Processor by core').root.locator('canvas').first()).toBeVisible();
  await stack.startProcess('kusto');
  await dashboard.expectStates(['live', 'idle'], 40_000);
  await tile.expectNewer(await tile.revision());
});

test('when the server dies, tiles say so within seconds and recover without a reload', async ({
  page,
  stack,
}) => {
  const dashboard = await DashboardPage.open(page, stack.url, 'This machine');
  await dashboard.expectStates(['live', 'idle']);
  await stack.kill('server');
  await dashboard.expectStates(['stale'], 5_000);
  await expect(page.getByTestId('connection')).toContainText(/RECONNECTING|OFFLINE/);
  expect(await dashboard.tile('Memory in use').value()).toMatch(/\d/);
  await stack.startProcess('server');
  await dashboard.expectStates(['live', 'idle'], 40_000);
});

test('when the worker dies, nothing is shown as live', async ({ page, stack }) => {
  const dashboard = await DashboardPage.open(page, stack.url, 'This machine');
  await dashboard.expectStates(['live', 'idle']);
  await stack.kill('ingestion');
  await dashboard.expectStates(['idle', 'stale'], 30_000);
  await stack.startProcess('ingestion');
  await dashboard.expectStates(['live', 'idle'], 40_000);
  const tile = dashboard.tile('Processor');
  await tile.expectNewer(await tile.revision());
});
