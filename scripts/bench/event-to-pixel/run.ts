import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { EventHubConsumerClient, EventHubProducerClient, latestEventPosition } from '@azure/event-hubs';
import { chromium, type Page } from '@playwright/test';
import { Stack } from '#shared/node/stack.ts';
import { findBrowser } from '../../setup/browser.js';
import { percentilesOf } from '../percentiles.ts';
import { type ProcessUsage, readProcessUsage } from '../process-usage.ts';
import { type Draw, pixelLatencies, type SentEvent, stageDurations } from './latency.ts';
import { machineEvents, tableOfTileTitle } from './machine-events.ts';

const batchMs = 50;
const settleMs = 5_000;

/**
 * Sends events at a steady rate to the broker while headless Chromium shows the dashboard "This machine", and prints
 * the time from each event's producer timestamp to the draw of every tile that shows it, and the time in each stage.
 */
export async function runEventToPixel(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '60' },
      warmup: { type: 'string', default: '15' },
    },
  });
  const rate = Number(values.rate);
  const seconds = Number(values.seconds);
  await using stack = await Stack.start({ without: ['simulate'] });
  const browser = await chromium.launch({
    executablePath: await findBrowser(process.env),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1600 } });
    const draws = await recordDraws(page);
    await page.goto(stack.url);
    await page
      .getByRole('link', { name: /This machine/ })
      .first()
      .click();
    await page.getByTestId('tile').first().waitFor();
    const watch = await watchHub(stack.eventHubsConnectionString);
    await sendFor(stack.eventHubsConnectionString, rate, Number(values.warmup) * 1_000);
    draws.length = 0;
    const measuredFromMs = Date.now();
    const usageBefore = await usageOf(stack);
    await sendFor(stack.eventHubsConnectionString, rate, seconds * 1_000);
    const usageAfter = await usageOf(stack);
    await delay(settleMs);
    const events = watch.events.filter((event) => event.producedMs >= measuredFromMs);
    await watch.close();
    report({ rate, seconds, events, draws, tables: await tablesOfTiles(page) });
    reportUsage(usageBefore, usageAfter, seconds);
  } finally {
    await browser.close();
  }
}

/** The page reports each draw through a function that Playwright binds, at the moment it happens. */
async function recordDraws(page: Page): Promise<Draw[]> {
  const draws: Draw[] = [];
  await page.exposeFunction('recordDraw', (draw: Draw) => draws.push(draw));
  await page.addInitScript(() => {
    window.addEventListener('tidewatch:drawn', (event) => {
      const { tileId, trace, drawnMs } = (
        event as CustomEvent<{ tileId: string; trace: object; drawnMs: number }>
      ).detail;
      const record: unknown = Reflect.get(window, 'recordDraw');
      if (typeof record === 'function') Reflect.apply(record, window, [{ tileId, ...trace, drawnMs }]);
    });
  });
  return draws;
}

async function tablesOfTiles(page: Page): Promise<Map<string, string>> {
  const tiles = await page.getByTestId('tile').evaluateAll((elements) =>
    elements.map((element) => ({
      id: element.getAttribute('data-tile-id') ?? '',
      title: element.getAttribute('aria-label') ?? element.querySelector('h2, h3')?.textContent ?? '',
    })),
  );
  return new Map(
    tiles.flatMap(({ id, title }) => {
      const table = tableOfTileTitle(title);
      return table === null ? [] : [[id, table] as const];
    }),
  );
}

/** One partition takes every event, so that the broker's times order them. */
async function watchHub(connectionString: string) {
  const events: SentEvent[] = [];
  const client = new EventHubConsumerClient('$Default', connectionString, 'telemetry');
  const subscription = client.subscribe(
    {
      processEvents: async (received) => {
        for (const { body, enqueuedTimeUtc, properties } of received) {
          const { Timestamp } = body as { Timestamp: string };
          events.push({
            table: String(properties?.Table),
            producedMs: Date.parse(Timestamp),
            enqueuedMs: enqueuedTimeUtc.getTime(),
          });
        }
      },
      processError: async (error) => {
        throw error;
      },
    },
    { startPosition: latestEventPosition, maxBatchSize: 500, maxWaitTimeInSeconds: 1 },
  );
  const close = async () => {
    await subscription.close();
    await client.close();
  };
  return { events, close };
}

async function sendFor(connectionString: string, rate: number, durationMs: number): Promise<void> {
  const producer = new EventHubProducerClient(connectionString, 'telemetry');
  const startedMs = Date.now();
  let sent = 0;
  try {
    while (Date.now() - startedMs < durationMs) {
      const due = Math.floor(((Date.now() - startedMs) / 1_000) * rate) - sent;
      if (due > 0) {
        await producer.sendBatch(machineEvents(sent, due, new Date()), { partitionKey: 'bench' });
        sent += due;
      }
      await delay(batchMs);
    }
  } finally {
    await producer.close();
  }
}

async function usageOf(stack: Stack): Promise<Map<string, ProcessUsage>> {
  const usages = new Map<string, ProcessUsage>();
  for (const [name, pid] of stack.pids()) {
    const usage = await readProcessUsage(pid);
    if (usage) usages.set(name, usage);
  }
  return usages;
}

function reportUsage(
  before: Map<string, ProcessUsage>,
  after: Map<string, ProcessUsage>,
  seconds: number,
): void {
  for (const [process, { cpuMs, residentMiB }] of after) {
    const coreShare = (cpuMs - (before.get(process)?.cpuMs ?? 0)) / (seconds * 1_000);
    print({ bench: 'event-to-pixel', process, cores: Math.round(coreShare * 100) / 100, residentMiB });
  }
}

function report(run: {
  rate: number;
  seconds: number;
  events: SentEvent[];
  draws: Draw[];
  tables: Map<string, string>;
}): void {
  const { latencies, unseen } = pixelLatencies(run.events, run.draws, run.tables);
  print({
    bench: 'event-to-pixel',
    eventsPerSecond: run.rate,
    seconds: run.seconds,
    tiles: run.tables.size,
    events: run.events.length,
    draws: run.draws.length,
    unseen,
    unit: 'ms',
    ...percentilesOf(latencies),
  });
  for (const [stage, durations] of Object.entries(stageDurations(run.draws))) {
    print({ bench: 'event-to-pixel', stage, unit: 'ms', ...percentilesOf(durations) });
  }
  if (latencies.length === 0) throw new Error('No draw showed any event: the pipeline did not work.');
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
