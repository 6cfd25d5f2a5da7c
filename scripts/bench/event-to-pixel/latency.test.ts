import { expect, test } from 'vitest';
import { type Draw, pixelLatencies, stageDurations } from './latency.ts';

const drawAt = (drawnMs: number, newestEnqueuedMs: number | null): Draw => ({
  tileId: 'tile',
  newestEnqueuedMs,
  ingestedMs: newestEnqueuedMs,
  noticedMs: newestEnqueuedMs,
  queryStartMs: drawnMs - 5,
  queryEndMs: drawnMs - 3,
  publishedMs: drawnMs - 2,
  drawnMs,
});

test('an event is shown by the first draw whose change includes it', () => {
  const events = [
    { table: 'T', producedMs: 0, enqueuedMs: 10 },
    { table: 'T', producedMs: 20, enqueuedMs: 30 },
    { table: 'Other', producedMs: 0, enqueuedMs: 10 },
  ];
  const draws = [drawAt(40, 10), drawAt(90, null), drawAt(100, 30)];
  expect(pixelLatencies(events, draws, new Map([['tile', 'T']]))).toEqual({ latencies: [40, 80], unseen: 0 });
});

test('an event that no draw shows is counted, not left out', () => {
  const events = [{ table: 'T', producedMs: 0, enqueuedMs: 50 }];
  expect(pixelLatencies(events, [drawAt(40, 10)], new Map([['tile', 'T']]))).toEqual({
    latencies: [],
    unseen: 1,
  });
});

test('draws that no change caused do not count for the stages', () => {
  expect(stageDurations([drawAt(40, 10), drawAt(90, null)])['published → drawn']).toEqual([2]);
});
