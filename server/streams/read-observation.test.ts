import { describe, expect, test } from 'vitest';
import { readObservation, readRecords } from './read-observation.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const fields = { object: 'SensorId', value: 'TemperatureC', time: 'Timestamp' };
const record = { SensorId: 'a', TemperatureC: 81.5, Timestamp: '2026-03-01T10:00:00.250Z' };

describe('the records of an event', () => {
  test('are one object, or a list of them', () => {
    expect(readRecords(bytes('{"a":1}'))).toEqual([{ a: 1 }]);
    expect(readRecords(bytes('[{"a":1},{"a":2}]'))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test.each(['', 'x', '1', 'null', '"text"', '[1]', '[{},null]', '{"a":'])('%s has none', (text) => {
    expect(readRecords(bytes(text))).toBeNull();
  });

  test('text that is not UTF-8 has none', () => {
    expect(readRecords(new Uint8Array([0x22, 0xff, 0x22]))).toBeNull();
  });
});

describe('what a rule observes in a record', () => {
  test('is object, value and event time', () => {
    const eventMs = Date.UTC(2026, 2, 1, 10, 0, 0, 250);
    expect(readObservation(record, fields, 5)).toEqual({ objectKey: 'a', value: 81.5, eventMs });
  });

  test('has the time of the broker when the rule names no time', () => {
    expect(readObservation(record, { ...fields, time: undefined }, 5)?.eventMs).toBe(5);
  });

  test.each([
    ['a numeric id', { SensorId: 17 }, { objectKey: '17' }],
    ['a number as text', { TemperatureC: '80.5' }, { value: 80.5 }],
    [
      'ticks of 100 ns',
      { Timestamp: '2026-03-01T10:00:00.2501239Z' },
      { eventMs: Date.UTC(2026, 2, 1, 10, 0, 0, 250) },
    ],
    [
      'a time without an offset, which is UTC',
      { Timestamp: '2026-03-01T10:00:00' },
      { eventMs: Date.UTC(2026, 2, 1, 10) },
    ],
    [
      'a time with an offset',
      { Timestamp: '2026-03-01T10:00:00+02:00' },
      { eventMs: Date.UTC(2026, 2, 1, 8) },
    ],
  ])('%s', (_name, part, expected) => {
    expect(readObservation({ ...record, ...part }, fields, 0)).toMatchObject(expected);
  });

  test.each([
    ['no object', { SensorId: null }],
    ['an empty object', { SensorId: '' }],
    ['an object with a control character', { SensorId: 'a\r\nb' }],
    ['an object with half a character', { SensorId: 'a\ud800' }],
    ['an object that is too long', { SensorId: 'x'.repeat(257) }],
    ['no value', { TemperatureC: null }],
    ['a value that is not a number', { TemperatureC: 'hot' }],
    ['an empty value', { TemperatureC: ' ' }],
    ['a boolean', { TemperatureC: true }],
    ['an infinite value', { TemperatureC: 'Infinity' }],
    ['no time', { Timestamp: undefined }],
    ['a number as time', { Timestamp: 1_700_000_000_000 }],
    ['no real time', { Timestamp: '2026-13-01T00:00:00Z' }],
  ])('%s is no observation', (_name, part) => {
    expect(readObservation({ ...record, ...part }, fields, 0)).toBeNull();
  });

  test('an inherited property is none', () => {
    expect(readObservation(record, { ...fields, object: 'constructor' }, 0)).toBeNull();
  });
});
