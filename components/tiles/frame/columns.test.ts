import { expect, test } from 'vitest';
import { cellText, isMissing } from './cell.ts';
import { chooseColumns } from './columns.ts';
import { frameOf } from './frame-fixture.ts';

const frame = frameOf({
  'Host:string': ['a'],
  'Timestamp:datetime': [0],
  'Cpu:real': [1.5],
  'Core:int': [3],
  'On:bool': [1],
});

test('x is the first datetime, y the other numbers, series the text', () => {
  expect(names(chooseColumns(frame, {}, 'time'))).toEqual(['Timestamp', ['Cpu', 'Core'], ['Host']]);
});

test('the x of a category chart is the first text column', () => {
  expect(names(chooseColumns(frame, {}, 'category'))).toEqual(['Host', ['Cpu', 'Core'], []]);
});

test('what the options name wins over the render operator, and that over inference', () => {
  const rendered = {
    ...frame,
    visualization: { visualization: 'timechart', yColumns: ['Core'], series: ['Host'] },
  };
  expect(names(chooseColumns(rendered, {}, 'time'))).toEqual(['Timestamp', ['Core'], ['Host']]);
  expect(names(chooseColumns(rendered, { yColumns: ['Cpu'] }, 'time'))).toEqual([
    'Timestamp',
    ['Cpu'],
    ['Host'],
  ]);
});

test('an option to infer, an empty list and an unknown column are inferred', () => {
  const options = { xColumn: { type: 'infer' }, yColumns: [], seriesColumns: ['Nope'] };
  expect(names(chooseColumns(frame, options, 'time'))).toEqual(['Timestamp', ['Cpu', 'Core'], ['Host']]);
});

test('null, empty text and not-a-number are told apart', () => {
  const cells = frameOf({ 'A:string': [null, ''], 'B:real': [null, Number.NaN], 'C:datetime': [null, 0] });
  const [a, b, c] = cells.columns;
  if (!a || !b || !c) throw new Error('three columns');
  expect([isMissing(a, 0), isMissing(a, 1)]).toEqual([true, false]);
  expect([isMissing(b, 0), isMissing(b, 1)]).toEqual([true, false]);
  expect(cellText(c, 1, 'utc')).toBe('1 Jan 1970, 00:00:00');
  expect(cellText(c, 0, 'utc')).toBe('–');
});

function names({ x, y, series }: ReturnType<typeof chooseColumns>) {
  return [x?.name, y.map((column) => column.name), series.map((column) => column.name)];
}
