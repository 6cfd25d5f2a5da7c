import type { EventPosition } from '../log/event-position.ts';

/** Offsets and sequence numbers of a partition, to judge a position by. */
export interface PartitionEnds {
  nextSequence: number;
  lastOffset: number | null;
}

export type FilterReading =
  | { state: 'position'; position: EventPosition }
  | { state: 'invalid'; description: string };

const pattern =
  /^\s*amqp\.annotation\.x-opt-(offset|sequence-number|enqueued-time)\s*(>=|>)\s*'([^']*)'\s*$/i;

/**
 * Reads the selector of a receiver, `amqp.annotation.x-opt-offset > '42'`; no selector means from the start.
 * A position that the partition has not reached is invalid: the checkpoint belongs to another log.
 */
export function readPositionFilter(selector: string | null, ends: PartitionEnds): FilterReading {
  if (selector === null) return { state: 'position', position: { kind: 'earliest' } };
  const [, field, operator, value] = pattern.exec(selector) ?? [];
  if (field === undefined || value === undefined) {
    return invalid(`The filter expression "${selector}" is not supported.`);
  }
  const isInclusive = operator === '>=';
  switch (field.toLowerCase()) {
    case 'offset':
      return readOffset(value, isInclusive, ends);
    case 'sequence-number':
      return readSequenceNumber(value, isInclusive, ends);
    default:
      return readEnqueuedTime(value, isInclusive);
  }
}

function readOffset(value: string, isInclusive: boolean, ends: PartitionEnds): FilterReading {
  if (value === '-1') return { state: 'position', position: { kind: 'earliest' } };
  if (value.toLowerCase() === '@latest') return { state: 'position', position: { kind: 'latest' } };
  const offset = readInteger(value);
  const lastOffset = ends.lastOffset ?? -1;
  if (offset === null || offset < 0 || offset > lastOffset) {
    return invalid(
      `The supplied offset '${value}' is invalid. The last offset in the system is '${lastOffset}'`,
    );
  }
  return { state: 'position', position: { kind: 'offset', offset, isInclusive } };
}

function readSequenceNumber(value: string, isInclusive: boolean, ends: PartitionEnds): FilterReading {
  const sequenceNumber = readInteger(value);
  const last = ends.nextSequence - 1;
  const highest = isInclusive ? last + 1 : last;
  if (sequenceNumber === null || sequenceNumber < -1 || sequenceNumber > highest) {
    return invalid(
      `The supplied sequence number '${value}' is invalid. The last sequence number in the system is '${last}'`,
    );
  }
  return { state: 'position', position: { kind: 'sequence-number', sequenceNumber, isInclusive } };
}

function readEnqueuedTime(value: string, isInclusive: boolean): FilterReading {
  const timeMs = readInteger(value);
  if (timeMs === null) return invalid(`The supplied enqueued time '${value}' is invalid.`);
  return { state: 'position', position: { kind: 'enqueued-time', timeMs, isInclusive } };
}

function readInteger(value: string): number | null {
  const number = Number(value);
  return /^-?\d+$/.test(value) && Number.isSafeInteger(number) ? number : null;
}

function invalid(description: string): FilterReading {
  return { state: 'invalid', description };
}
