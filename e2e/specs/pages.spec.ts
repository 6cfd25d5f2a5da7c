import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../fixtures.ts';
import { DashboardPage } from '../pages/dashboard-page.ts';

const paths = ['/', '/alerts', '/d/this-machine', '/d/earthquakes', '/d/sensor-fleet', '/nowhere'];

for (const theme of ['dark', 'light'] as const) {
  for (const path of paths) {
    test(`${path} has no accessibility faults in the ${theme} theme`, async ({ page, context, stack }) => {
      await context.addCookies([{ name: 'tidewatch-theme', value: theme, url: stack.url }]);
      await page.goto(`${stack.url}${path}`);
      if (path.startsWith('/d/')) await new DashboardPage(page).expectStates(['live', 'idle']);
      const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
      expect(violations.map(({ id, nodes }) => ({ id, targets: nodes.map((node) => node.target) }))).toEqual(
        [],
      );
    });
  }
}

test('TV mode shows the tiles alone and leaves them live', async ({ page, stack, complaints }) => {
  await page.goto(`${stack.url}/d/this-machine?tv=1`);
  const dashboard = new DashboardPage(page);
  await dashboard.expectStates(['live', 'idle']);
  await expect(page.getByRole('navigation')).toHaveCount(0);
  const overflow = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
  expect(overflow).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
});

test('a chart can be read as a table', async ({ page, stack }) => {
  const dashboard = await DashboardPage.open(page, stack.url, 'This machine');
  await dashboard.expectStates(['live', 'idle']);
  const tile = dashboard.tile('Memory');
  await tile.root.hover();
  await tile.root.getByTestId('tile-menu').click();
  await page.getByRole('menuitemcheckbox', { name: /table/i }).click();
  await expect(tile.root.getByRole('columnheader', { name: 'Used' })).toBeVisible();
});

test('an unknown dashboard is a designed page with status 404', async ({ page, stack }) => {
  const response = await page.goto(`${stack.url}/d/no-such-dashboard`);
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('link', { name: /dashboards/i }).first()).toBeVisible();
});

test('the health of every part is told', async ({ request, stack }) => {
  const response = await request.get(`${stack.url}/healthz`);
  expect(response.status()).toBe(200);
  const { state, parts } = (await response.json()) as {
    state: string;
    parts: { kind: string; state: string }[];
  };
  expect(state).toBe('ok');
  expect(new Set(parts.map((part) => part.kind))).toEqual(
    new Set(['kusto', 'ingestion', 'event-hubs', 'rules']),
  );
});
