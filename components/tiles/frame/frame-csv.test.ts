import { expect, test } from 'vitest';
import { frameCsv } from './frame-csv.ts';
import { frameOf } from './frame-fixture.ts';

test('a frame is written as RFC 4180 has it', () => {
  const frame = frameOf({
    'Timestamp:datetime': [0, 1.5],
    'Name:string': ['a "b", c', null],
    'Value:real': [1.25, null],
    'On:bool': [1, 0],
  });
  expect(frameCsv(frame)).toBe(
    'Timestamp,Name,Value,On\r\n1970-01-01T00:00:00.000Z,"a ""b"", c",1.25,true\r\n1970-01-01T00:00:00.001Z,,,false\r\n',
  );
});

test('text that a spreadsheet would run is kept text', () => {
  expect(frameCsv(frameOf({ 'A:string': ['=1+1'] }))).toContain("'=1+1");
});
