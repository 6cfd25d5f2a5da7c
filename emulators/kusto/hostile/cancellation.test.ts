import { afterAll, beforeAll, expect, test } from 'vitest';
import { EmulatorUnderAttack } from './emulator-under-attack.ts';

/** As Kusto's engine should; a busy test machine takes longer to answer at all. */
const cancelLimitMs = 250;
const busyMs = 250;

let emulator: EmulatorUnderAttack;
beforeAll(async () => {
  emulator = await EmulatorUnderAttack.start();
});
afterAll(async () => await emulator[Symbol.asyncDispose]());

const heavy: readonly (readonly [work: string, kql: string])[] = [
  ['SQL', 'Numbers | extend k = 1 | join kind=inner (Numbers | extend k = 1) on k | summarize dcount(s1)'],
  [
    'functions in JavaScript',
    'range i from 1 to 100000000 step 1 | extend d = format_datetime(datetime(2020-01-01) + i * 1s, "yyyy-MM-dd HH:mm:ss") | summarize max(d)',
  ],
  [
    'a stage in TypeScript',
    'range i from 1 to 3000000 step 1 | sort by i asc | scan declare (n:long = 0) with (step a: true => n = a.n + i;) | summarize max(n)',
  ],
];

test.each(heavy)('.cancel query stops %s', async (_, kql) => {
  const id = `cancel;${kql.length}`;
  const running = emulator.query(kql, 60_000, id);
  await untilRunning(id);
  const start = performance.now();
  const command = JSON.stringify({ csl: `.cancel query "${id}"` });
  const { text } = await emulator.send('/v1/rest/mgmt', command);
  expect(text).toContain('true');
  const { status, text: answer } = await running;
  expect(performance.now() - start).toBeLessThan(cancelLimitMs + busyMs);
  expect(status).toBe(400);
  expect(answer).toContain('RequestCanceled');
});

test.each(heavy)('%s stops when its client hangs up', async (_, kql) => {
  const id = `gone;${kql.length}`;
  const controller = new AbortController();
  const running = emulator.query(kql, 60_000, id, controller.signal).catch(() => undefined);
  await untilRunning(id);
  controller.abort();
  await running;
  const start = performance.now();
  while ((await runningIds()).includes(id)) {
    expect(performance.now() - start).toBeLessThan(cancelLimitMs + busyMs);
  }
});

async function untilRunning(id: string): Promise<void> {
  while (!(await runningIds()).includes(id)) await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, 300));
}

async function runningIds(): Promise<string[]> {
  const { text } = await emulator.send('/v1/rest/mgmt', JSON.stringify({ csl: '.show running queries' }));
  const { Tables } = JSON.parse(text) as { Tables: { Rows: unknown[][] }[] };
  return Tables[0]?.Rows.map(([id]) => String(id)) ?? [];
}
