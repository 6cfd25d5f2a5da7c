import { test as base } from '@playwright/test';
import { Stack } from '#shared/node/stack.ts';
import { watchConsole } from './pages/console-watch.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

interface TestFixtures {
  /** Complaints of the page's console so far. */
  complaints: string[];
}

interface WorkerFixtures {
  /** The whole of Tidewatch, shared by all specs; a spec that kills a process starts it again. */
  stack: Stack;
  receiver: WebhookReceiver;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  receiver: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      await using receiver = new WebhookReceiver();
      await use(receiver);
    },
    { scope: 'worker' },
  ],
  stack: [
    async ({ receiver }, use) => {
      const host = await receiver.listen();
      await using stack = await Stack.start({
        env: {
          ALERT_WEBHOOK_URL: `http://${host}/alerts`,
          ALERT_WEBHOOK_SECRET: WebhookReceiver.secret,
          ALERT_ALLOWED_HOSTS: host,
        },
      });
      await use(stack);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  complaints: async ({ page }, use) => {
    await use(watchConsole(page));
  },
});

export { expect } from '@playwright/test';
