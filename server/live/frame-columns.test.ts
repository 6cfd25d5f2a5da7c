import { expect, test } from 'vitest';
import type { QueryResult } from '#shared/kusto/query-result.ts';
import { frameColumns, newestEventMs } from './frame-columns.ts';
import { isSameContent } from './same-content.ts';

const result: Pick<QueryResult, 'columns' | 'rows'> = {
  columns: [
    { name: 'Timestamp', type: 'datetime' },
    { name: 'Value', type: 'real' },
    { name: 'Site', type: 'string' },
    { name: 'Took', type: 'timespan' },
    { name: 'Big', type: 'long' },
    { name: 'Count', type: 'long' },
    { name: 'Cost', type: 'decimal' },
    { name: 'On', type: 'bool' },
    { name: 'Bag', type: 'dynamic' },
  ],
  rows: [
    ['2026-01-01T00:00:00.1234567Z', 1.5, 'a', '-1.02:03:04.5', 2 ** 53, 3, '2.50', true, { x: [1] }],
    ['2026-01-01T00:00:01Z', 'NaN', 'b', null, null, null, null, false, null],
    [null, '-Infinity', 'a', '00:00:00', 1, 4, '0', null, 'text'],
  ],
};

const [timestamp, value, site, took, big, count, cost, on, bag] = frameColumns(result);

test('datetimes are milliseconds with the fraction of their ticks', () => {
  expect(timestamp).toMatchObject({ kind: 'number', missing: new Uint8Array([0, 0, 1]) });
  const values = timestamp?.kind === 'number' ? timestamp.values : [];
  expect(values[0]).toBeCloseTo(Date.UTC(2026, 0, 1) + 123.4567, 3);
  expect(values[1]).toBe(Date.UTC(2026, 0, 1, 0, 0, 1));
  expect(values[2]).toBeNaN();
});

test('numbers that Kusto sends as text are numbers, and no null is', () => {
  expect(value).toMatchObject({
    values: new Float64Array([1.5, Number.NaN, Number.NEGATIVE_INFINITY]),
    missing: null,
  });
  expect(count).toMatchObject({
    values: new Float64Array([3, Number.NaN, 4]),
    missing: new Uint8Array([0, 1, 0]),
  });
  expect(cost).toMatchObject({ values: new Float64Array([2.5, Number.NaN, 0]) });
  expect(on).toMatchObject({ values: new Float64Array([1, 0, Number.NaN]) });
  expect(took).toMatchObject({
    values: new Float64Array([-(((24 + 2) * 3_600 + 3 * 60 + 4.5) * 1_000), Number.NaN, 0]),
  });
});

test('text is a dictionary, and longs beyond 2^53 are text', () => {
  expect(site).toEqual({
    kind: 'text',
    name: 'Site',
    type: 'string',
    dictionary: ['a', 'b'],
    codes: new Uint32Array([1, 2, 1]),
  });
  expect(big).toMatchObject({ kind: 'text', type: 'long', codes: new Uint32Array([1, 0, 2]) });
});

test('dynamic cells stay JSON', () => {
  expect(bag).toEqual({ kind: 'json', name: 'Bag', type: 'dynamic', values: [{ x: [1] }, null, 'text'] });
});

test('the event clock is the newest value of the time column', () => {
  const columns = frameColumns(result);
  expect(newestEventMs(columns, null)).toBe(Date.UTC(2026, 0, 1, 0, 0, 1));
  expect(newestEventMs(columns, 'Timestamp')).toBe(Date.UTC(2026, 0, 1, 0, 0, 1));
  expect(newestEventMs(columns, 'Nope')).toBeNull();
  expect(newestEventMs([], null)).toBeNull();
});

test('content is the same whatever the instants, and differs with a cell', () => {
  const content = () => ({ rowCount: 3, columns: frameColumns(result), visualization: null, partial: null });
  expect(isSameContent(content(), content())).toBe(true);
  const changed = {
    ...result,
    rows: [...result.rows.slice(0, 2), [null, '-Infinity', 'c', '00:00:00', 1, 4, '0', null, 'text']],
  };
  expect(isSameContent(content(), { ...content(), columns: frameColumns(changed) })).toBe(false);
  expect(isSameContent(content(), { ...content(), partial: { code: 'c', message: 'cut' } })).toBe(false);
});
