import { expect, test } from 'vitest';
import { frameOf } from '../frame/frame-fixture.ts';
import { nextSort, sortRows } from './sort-rows.ts';
import { tableColumns } from './table-columns.ts';

const frame = frameOf(
  {
    'Name:string': ['core 10', 'core 2', null, 'core 2'],
    'Cpu:real': [5, null, 20, 1],
    'Seen:datetime': [0, 0, 0, 0],
  },
  { asOfMs: 1_000 },
);

test('rows keep the order of the query until a column is chosen', () => {
  expect(sortRows(frame, null)).toEqual([0, 1, 2, 3]);
});

test('text is sorted as people count, numbers by size, null last both ways', () => {
  expect(sortRows(frame, { column: 'Name', direction: 'ascending' })).toEqual([1, 3, 0, 2]);
  expect(sortRows(frame, { column: 'Cpu', direction: 'ascending' })).toEqual([3, 0, 2, 1]);
  expect(sortRows(frame, { column: 'Cpu', direction: 'descending' })).toEqual([2, 0, 3, 1]);
});

test('a header turns from its first direction to the other and back to the order of the query', () => {
  const [name, cpu] = frame.columns;
  if (!name || !cpu) throw new Error('columns');
  const first = nextSort(null, cpu);
  expect(first).toEqual({ column: 'Cpu', direction: 'descending' });
  const second = nextSort(first, cpu);
  expect(second).toEqual({ column: 'Cpu', direction: 'ascending' });
  expect(nextSort(second, cpu)).toBeNull();
  expect(nextSort(second, name)).toEqual({ column: 'Name', direction: 'ascending' });
});

test('columns take their title, format and bar from the tile, and hidden ones are left out', () => {
  const columns = tableColumns(
    frame,
    { columns: { Name: { hidden: true }, Cpu: { title: 'CPU', unit: '%', decimals: 1, bar: true } } },
    'utc',
  );
  expect(columns.map(({ title, barMaximum, text }) => [title, barMaximum, text(0)])).toEqual([
    ['CPU', 20, '5.0 %'],
    ['Seen', null, '00:00:00'],
  ]);
});
