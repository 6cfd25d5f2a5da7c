import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from '@playwright/test';
import { Stack } from '#shared/node/stack.ts';
import { findBrowser } from './setup/browser.js';

const sizes = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
];
const themes = ['dark', 'light'] as const;

// Pictures of every page, dark and light, in two sizes: of a running Tidewatch (--url), or of one that is started here.
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    out: { type: 'string', default: '.cache/screenshots' },
    'seconds-of-data': { type: 'string', default: '90' },
  },
});
await mkdir(values.out, { recursive: true });
const browser = await chromium.launch({
  executablePath: await findBrowser(process.env),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  if (values.url) await photograph(browser, values.url, values.out);
  else {
    await using stack = await Stack.start();
    await delay(Number(values['seconds-of-data']) * 1_000);
    await photograph(browser, stack.url, values.out);
  }
} finally {
  await browser.close();
}

async function photograph(browser: Browser, url: string, folder: string): Promise<void> {
  const pages = await listPages(browser, url);
  for (const viewport of sizes) {
    for (const theme of themes) {
      const context = await browser.newContext({ viewport, colorScheme: theme });
      await context.addCookies([{ name: 'tidewatch-theme', value: theme, url }]);
      for (const { name, href } of pages) {
        const page = await context.newPage();
        await page.goto(new URL(href, url).href);
        await page.waitForLoadState('load');
        await delay(4_000);
        const file = path.join(folder, `${name}-${theme}-${viewport.width}x${viewport.height}.png`);
        await page.screenshot({ path: file });
        process.stdout.write(`${file}\n`);
        await page.close();
      }
      await context.close();
    }
  }
}

async function listPages(browser: Browser, url: string): Promise<{ name: string; href: string }[]> {
  const page = await browser.newPage();
  await page.goto(url);
  const hrefs = await page
    .locator('a[href^="/d/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  await page.close();
  const dashboards = [...new Set(hrefs)].map((href) => ({ name: path.posix.basename(href), href }));
  const first = dashboards[0];
  return [
    { name: 'dashboards', href: '/' },
    { name: 'alerts', href: '/alerts' },
    ...dashboards,
    ...(first ? [{ name: `${first.name}-tv`, href: `${first.href}?tv=1` }] : []),
  ];
}
