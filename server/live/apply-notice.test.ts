import { expect, test } from 'vitest';
import type { ChangeNotice } from '#shared/ingestion/change-notice.ts';
import { applyNotice, isGone } from './apply-notice.ts';

function notice(sequence: number, change: Partial<ChangeNotice> = {}): ChangeNotice {
  return {
    workerId: 'w',
    sequence,
    bootId: 'boot-1',
    sentMs: 0,
    heartbeatMs: 1_000,
    feeds: [],
    changes: [],
    streams: [],
    ...change,
  };
}

const first = applyNotice(undefined, notice(5), 1_000);

test.each<[string, ChangeNotice, number, boolean]>([
  ['the next notice', notice(6), 2_000, false],
  ['a repeated notice', notice(5), 2_000, false],
  ['a notice after a lost one', notice(7), 2_000, true],
  ['a notice of a restarted worker', notice(6, { bootId: 'boot-2' }), 2_000, true],
  ['the next notice after a long silence', notice(6), 60_000, true],
])('%s: a gap is %4$s', (_name, next, nowMs, hasGap) => {
  expect(applyNotice(first.worker, next, nowMs).hasGap).toBe(hasGap);
});

test('the first notice of an unknown worker counts as a gap', () => {
  expect(first.hasGap).toBe(true);
});

test('a late repetition does not move the sequence back', () => {
  expect(applyNotice(first.worker, notice(3), 2_000).worker.sequence).toBe(5);
});

test('a worker is gone after three missed heartbeats', () => {
  expect(isGone(first.worker, 4_000)).toBe(false);
  expect(isGone(first.worker, 4_001)).toBe(true);
});
