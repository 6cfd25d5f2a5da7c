import { beforeEach, expect, test } from 'vitest';
import type { ChangeNotice } from '#shared/ingestion/change-notice.ts';
import { IngestionFeed } from './ingestion-feed.ts';
import { type Arrival, TableStates } from './table-states.ts';

let nowMs: number;
let tables: TableStates;
let feed: IngestionFeed;
let seen: { table: string; arrival: Arrival | null }[];

beforeEach(() => {
  nowMs = 1_000_000;
  tables = new TableStates();
  feed = new IngestionFeed(tables, () => nowMs);
  seen = [];
  tables.onChange(({ table }, arrival) => seen.push({ table, arrival }));
});

let sequence = 0;

function notify(change: Partial<ChangeNotice> = {}): void {
  sequence += 1;
  feed.accept({
    workerId: 'w',
    bootId: 'boot',
    sequence,
    sentMs: nowMs,
    heartbeatMs: 1_000,
    feeds: [
      { database: 'D', table: 'A' },
      { database: 'D', table: 'B' },
    ],
    changes: [],
    streams: [],
    ...change,
  });
}

const changeOf = (table: string) => ({
  database: 'D',
  table,
  rowCount: 1,
  newestEnqueuedMs: nowMs - 50,
  ingestedMs: nowMs - 10,
});

test('a change is told with its instants, and only for its table', () => {
  notify();
  seen.length = 0;
  notify({ changes: [changeOf('A')] });
  expect(seen).toEqual([
    { table: 'A', arrival: { newestEnqueuedMs: nowMs - 50, ingestedMs: nowMs - 10, noticedMs: nowMs } },
  ]);
  expect(tables.of('D', 'A')).toMatchObject({ arrivalMs: nowMs - 10, hasData: true, confirmedMs: nowMs });
  expect(tables.of('D', 'B')).toMatchObject({ arrivalMs: null, confirmedMs: nowMs });
});

test('after a lost notice every table that the worker feeds may have changed', () => {
  notify();
  seen.length = 0;
  sequence += 1;
  notify({ changes: [changeOf('A')] });
  expect(seen.map(({ table, arrival }) => [table, arrival !== null])).toEqual([
    ['A', true],
    ['B', false],
  ]);
});

test('a silent worker feeds nothing any more, its tables may have changed, and it is named', () => {
  notify();
  expect(feed.feeds('D', 'A')).toBe(true);
  expect(feed.troubleOf('D', 'A')).toBeNull();
  seen.length = 0;
  nowMs += 3_500;
  feed.check();
  feed.check();
  expect(feed.feeds('D', 'A')).toBe(false);
  expect(seen.map(({ table }) => table)).toEqual(['A', 'B']);
  expect(feed.troubleOf('D', 'A')).toMatch(/worker w has not been heard of for 4 s/);
  expect(feed.health()).toMatchObject([{ id: 'ingestion:w', state: 'down' }]);
});

test('one of two workers that feed a table is enough', () => {
  notify();
  nowMs += 3_500;
  notify({ workerId: 'w2' });
  feed.check();
  expect(feed.feeds('D', 'A')).toBe(true);
  expect(feed.troubleOf('D', 'A')).toBeNull();
});

test('a stream that lost its broker is told as health and as the trouble of the tables', () => {
  const stream = { name: 'telemetry', sinceMs: 5, lagEvents: null };
  notify({ streams: [{ ...stream, state: 'disconnected', message: 'The broker is gone.' }] });
  expect(feed.troubleOf('D', 'A')).toBe('The broker is gone.');
  expect(feed.health()).toMatchObject([
    { id: 'ingestion:w', state: 'ok' },
    { id: 'event-hubs:w:telemetry', kind: 'event-hubs', state: 'down', message: 'The broker is gone.' },
  ]);
});

test('the usual gap between arrivals follows what is seen', () => {
  notify();
  for (let index = 0; index < 50; index++) {
    nowMs += 500;
    notify({ changes: [changeOf('A')] });
  }
  expect(tables.of('D', 'A').usualGapMs).toBeCloseTo(500, 0);
});
