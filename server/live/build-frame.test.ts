import { expect, test } from 'vitest';
import type { Cell } from '#shared/kusto/types.ts';
import { buildFrame, type FinishedRun } from './build-frame.ts';

function runWith(rows: Cell[][], change: Partial<FinishedRun> = {}): FinishedRun {
  return {
    liveQueryId: 'q',
    startMs: 1_000,
    endMs: 1_020,
    range: { startMs: 0, endMs: 2_000 },
    arrival: { newestEnqueuedMs: 900, ingestedMs: 950, noticedMs: 960 },
    result: {
      columns: [{ name: 'Value', type: 'long' }],
      rows,
      visualization: null,
      partial: null,
      cachedFromMs: null,
      clientRequestId: 'c',
      durationMs: 20,
    },
    ...change,
  };
}

test('a frame carries the run that it comes from', () => {
  expect(buildFrame(runWith([[5]]), null, 1_025)).toMatchObject({
    liveQueryId: 'q',
    revision: 1,
    asOfMs: 1_000,
    startMs: 0,
    endMs: 2_000,
    rowCount: 1,
    trace: {
      newestEnqueuedMs: 900,
      ingestedMs: 950,
      noticedMs: 960,
      queryStartMs: 1_000,
      queryEndMs: 1_020,
      publishedMs: 1_025,
    },
  });
});

test('the revision grows with the content and with nothing else', () => {
  const first = buildFrame(runWith([[5]]), null, 1_025);
  expect(buildFrame(runWith([[5]], { startMs: 9_000, range: null }), first, 9_025).revision).toBe(1);
  expect(buildFrame(runWith([[6]]), first, 1_525).revision).toBe(2);
});

test('a run without a change has no event to trace', () => {
  const { trace } = buildFrame(runWith([[5]], { arrival: null }), null, 1_025);
  expect(trace).toMatchObject({ newestEnqueuedMs: null, ingestedMs: null, noticedMs: null });
});
