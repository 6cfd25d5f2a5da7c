import { expect, type Locator, type Page } from '@playwright/test';

/** One dashboard with its live tiles. */
export class DashboardPage {
  readonly page: Page;
  readonly tiles: Locator;

  constructor(page: Page) {
    this.page = page;
    this.tiles = page.getByTestId('tile');
  }

  /** Opens the dashboard from the list of dashboards, as a person does. */
  static async open(page: Page, baseUrl: string, title: string): Promise<DashboardPage> {
    await page.goto(baseUrl);
    await page.getByRole('link', { name: title }).first().click();
    const dashboard = new DashboardPage(page);
    await dashboard.tiles.first().waitFor();
    return dashboard;
  }

  tile(title: string): Tile {
    return new Tile(
      this.page
        .getByTestId('tile')
        .filter({ has: this.page.getByRole('heading', { name: title, exact: true }) }),
    );
  }

  /** Every tile with a query, by its state. */
  async states(): Promise<Record<string, string>> {
    const entries = await this.tiles.evaluateAll((elements) =>
      elements.map((element) => [
        element.querySelector('h2, h3')?.textContent ?? element.getAttribute('data-tile-id') ?? '',
        element.getAttribute('data-state') ?? '',
      ]),
    );
    return Object.fromEntries(entries) as Record<string, string>;
  }

  async pause(): Promise<void> {
    await this.page.getByTestId('pause').click();
  }

  /** Live again; the same button. */
  async resume(): Promise<void> {
    await this.page.getByTestId('pause').click();
  }

  async expectStates(allowed: string[], timeoutMs = 30_000): Promise<void> {
    await expect
      .poll(
        async () =>
          Object.entries(await this.states()).filter(([, state]) => state !== '' && !allowed.includes(state)),
        {
          timeout: timeoutMs,
          message: `every tile is one of ${allowed.join(', ')}`,
        },
      )
      .toEqual([]);
  }
}

export class Tile {
  readonly root: Locator;

  constructor(root: Locator) {
    this.root = root;
  }

  async state(): Promise<string> {
    return (await this.root.getAttribute('data-state')) ?? '';
  }

  async revision(): Promise<number> {
    return Number(await this.root.getAttribute('data-revision'));
  }

  /** The large number of a stat. */
  async value(): Promise<string> {
    return (await this.root.getByTestId('stat-value').textContent()) ?? '';
  }

  /** Waits until the tile has drawn a newer frame than `revision`. */
  async expectNewer(revision: number, timeoutMs = 20_000): Promise<void> {
    await expect.poll(() => this.revision(), { timeout: timeoutMs }).toBeGreaterThan(revision);
  }
}
