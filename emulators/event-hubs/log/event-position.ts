/** Where a receiver starts; `isInclusive` also takes the event at the position itself. */
export type EventPosition =
  | { kind: 'earliest' }
  | { kind: 'latest' }
  | { kind: 'offset'; offset: number; isInclusive: boolean }
  | { kind: 'sequence-number'; sequenceNumber: number; isInclusive: boolean }
  | { kind: 'enqueued-time'; timeMs: number; isInclusive: boolean };
