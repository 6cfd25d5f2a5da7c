import type { Page } from '@playwright/test';

/** What a page has complained about: errors and warnings on the console (hydration among them) and uncaught exceptions. */
export function watchConsole(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
