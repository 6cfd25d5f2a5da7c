import { describe, expect, it } from 'vitest';
import { readPositionFilter } from './position-filter.ts';

const ends = { nextSequence: 100, lastOffset: 5_000 };
const empty = { nextSequence: 0, lastOffset: null };

describe('the filter of a receiver', () => {
  it.each([
    ["amqp.annotation.x-opt-offset > '-1'", { kind: 'earliest' }],
    ["amqp.annotation.x-opt-offset > '@latest'", { kind: 'latest' }],
    ["amqp.annotation.x-opt-offset > '42'", { kind: 'offset', offset: 42, isInclusive: false }],
    ["amqp.annotation.x-opt-offset >= '5000'", { kind: 'offset', offset: 5_000, isInclusive: true }],
    [
      "amqp.annotation.x-opt-sequence-number > '99'",
      { kind: 'sequence-number', sequenceNumber: 99, isInclusive: false },
    ],
    [
      "amqp.annotation.x-opt-sequence-number >= '100'",
      { kind: 'sequence-number', sequenceNumber: 100, isInclusive: true },
    ],
    [
      "amqp.annotation.x-opt-sequence-number > '-1'",
      { kind: 'sequence-number', sequenceNumber: -1, isInclusive: false },
    ],
    [
      "  amqp.annotation.x-opt-enqueued-time>'1700000000000' ",
      { kind: 'enqueued-time', timeMs: 1_700_000_000_000, isInclusive: false },
    ],
    [null, { kind: 'earliest' }],
  ])('%s is a position', (selector, position) => {
    expect(readPositionFilter(selector, ends)).toEqual({ state: 'position', position });
  });

  it.each([
    [
      "amqp.annotation.x-opt-offset > '5001'",
      "The supplied offset '5001' is invalid. The last offset in the system is '5000'",
    ],
    [
      "amqp.annotation.x-opt-offset > 'abc'",
      "The supplied offset 'abc' is invalid. The last offset in the system is '5000'",
    ],
    [
      "amqp.annotation.x-opt-sequence-number > '100'",
      "The supplied sequence number '100' is invalid. The last sequence number in the system is '99'",
    ],
    [
      "amqp.annotation.x-opt-sequence-number >= '101'",
      "The supplied sequence number '101' is invalid. The last sequence number in the system is '99'",
    ],
    ["amqp.annotation.x-opt-enqueued-time > 'today'", "The supplied enqueued time 'today' is invalid."],
    [
      "amqp.annotation.x-opt-offset < '1'",
      `The filter expression "amqp.annotation.x-opt-offset < '1'" is not supported.`,
    ],
    ['color = 1', 'The filter expression "color = 1" is not supported.'],
  ])('%s is refused', (selector, description) => {
    expect(readPositionFilter(selector, ends)).toEqual({ state: 'invalid', description });
  });

  it('refuses a checkpoint of another log, when this one is still empty', () => {
    expect(readPositionFilter("amqp.annotation.x-opt-offset > '0'", empty).state).toBe('invalid');
    expect(readPositionFilter("amqp.annotation.x-opt-sequence-number > '0'", empty).state).toBe('invalid');
    expect(readPositionFilter("amqp.annotation.x-opt-sequence-number >= '0'", empty).state).toBe('position');
  });
});
