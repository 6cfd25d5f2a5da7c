import { expect, test } from 'vitest';
import { readCommandRows, readQueryResult } from './read-answer.ts';

const header = { FrameType: 'DataSetHeader', IsProgressive: false, Version: 'v2.0' };
const properties = (rows: unknown[]) => ({
  FrameType: 'DataTable',
  TableId: 0,
  TableKind: 'QueryProperties',
  TableName: '@ExtendedProperties',
  Columns: [],
  Rows: rows,
});
const primary = (columns: [string, string][], rows: unknown[]) => ({
  FrameType: 'DataTable',
  TableId: 1,
  TableKind: 'PrimaryResult',
  TableName: 'PrimaryResult',
  Columns: columns.map(([ColumnName, ColumnType]) => ({ ColumnName, ColumnType })),
  Rows: rows,
});
const completion = (errors: unknown[] = []) => ({
  FrameType: 'DataSetCompletion',
  HasErrors: errors.length > 0,
  Cancelled: false,
  ...(errors.length > 0 ? { OneApiErrors: errors } : {}),
});
const limit = {
  error: {
    code: 'LimitsExceeded',
    message: 'Request is invalid',
    '@message': 'The results of this query exceed the set limit of 2 records',
    '@permanent': true,
  },
};

test('the first primary result is read with its types and its visualization', () => {
  const visualization = {
    Visualization: 'timechart',
    Title: 'CPU',
    XColumn: null,
    YColumns: 'a,b',
    Kind: '',
  };
  const read = readQueryResult([
    header,
    properties([[1, 'Visualization', JSON.stringify(visualization)]]),
    primary(
      [
        ['t', 'datetime'],
        ['a', 'double'],
        ['columns', 'long'],
      ],
      [['2026-01-01T00:00:00Z', 1.5, 3]],
    ),
    primary([['other', 'string']], [['x']]),
    completion(),
  ]);
  expect(read).toEqual({
    columns: [
      { name: 't', type: 'datetime' },
      { name: 'a', type: 'real' },
      { name: 'columns', type: 'long' },
    ],
    rows: [['2026-01-01T00:00:00Z', 1.5, 3]],
    visualization: { visualization: 'timechart', title: 'CPU', yColumns: ['a', 'b'] },
    partial: null,
    cachedFromMs: null,
  });
});

test('rows before an error are kept and the result is partial', () => {
  const read = readQueryResult([
    header,
    primary([['a', 'long']], [[1], [2], { OneApiErrors: [limit] }]),
    completion([limit]),
  ]);
  expect(read.rows).toEqual([[1], [2]]);
  expect(read.partial).toEqual({ code: 'LimitsExceeded', message: limit.error['@message'] });
});

test('an error without rows is thrown', () => {
  expect(() => readQueryResult([header, primary([['a', 'long']], []), completion([limit])])).toThrow(
    expect.objectContaining({ code: 'truncated' }),
  );
});

test('a result from the cache tells when it was computed', () => {
  const cache = JSON.stringify({ OriginalStartedOn: '2026-01-01T00:00:05Z' });
  const read = readQueryResult([
    header,
    properties([[0, 'ServerCache', cache]]),
    primary([], []),
    completion(),
  ]);
  expect(read.cachedFromMs).toBe(Date.UTC(2026, 0, 1, 0, 0, 5));
});

test.each([[null], [{}], ['text'], [[1]], [[{ noFrameType: 1 }]]])('%j is refused', (answer) => {
  expect(() => readQueryResult(answer)).toThrow(expect.objectContaining({ code: 'internal' }));
});

test('a command answers with the rows of its first table', () => {
  expect(readCommandRows({ Tables: [{ Rows: [['a', 1]] }, { Rows: [] }] })).toEqual([['a', 1]]);
  expect(() => readCommandRows({ Tables: [] })).toThrow(expect.objectContaining({ code: 'internal' }));
});
