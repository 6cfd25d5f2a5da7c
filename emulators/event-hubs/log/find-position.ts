import { open } from 'node:fs/promises';
import type { EventPosition } from './event-position.ts';
import { readChunk } from './record-chunk.ts';
import { damageAt, indexSegment, type Segment } from './segment.ts';
import { countWhile } from './sparse-index.ts';
import { type StoredEvent, storedEvents } from './stored-event.ts';

type SearchedPosition = Extract<EventPosition, { kind: 'offset' | 'enqueued-time' }>;

/** What the search needs of a log. */
export interface SearchableLog {
  readonly segments: readonly Segment[];
  readonly firstSequence: number;
  readonly nextSequence: number;
}

/** Sequence number of the first event that a receiver at `position` gets; the next one to come when there is none. */
export async function findPosition(log: SearchableLog, position: EventPosition): Promise<number> {
  switch (position.kind) {
    case 'earliest':
      return log.firstSequence;
    case 'latest':
      return log.nextSequence;
    case 'sequence-number': {
      const wanted = position.sequenceNumber + (position.isInclusive ? 0 : 1);
      return Math.max(wanted, log.firstSequence);
    }
    case 'offset':
    case 'enqueued-time':
      return await search(log, position);
  }
}

async function search(log: SearchableLog, position: SearchedPosition): Promise<number> {
  const { nextSequence } = log;
  const start = countWhile(log.segments, (segment) => startsBefore(segment, position));
  for (const segment of log.segments.slice(Math.max(start - 1, 0))) {
    const found = await searchSegment(segment, position).catch((error: unknown) => {
      // Retention may have removed the segment since the search began.
      if (log.segments.includes(segment)) throw error;
      return null;
    });
    if (found !== null) return found;
  }
  return nextSequence;
}

async function searchSegment(segment: Segment, position: SearchedPosition): Promise<number | null> {
  const handle = await open(segment.file, 'r');
  try {
    const index = await indexSegment(handle, segment);
    const end = segment.committedBytes;
    let at = index.seek((entry) => isBefore({ ...entry, enqueuedTimeMs: entry.timeMs }, position)) ?? end;
    while (at < end) {
      const chunk = await readChunk(handle, at, end);
      if (chunk.isDamaged) throw damageAt(segment, at);
      for (const { record } of chunk.records) {
        if (record.kind !== 'events') continue;
        const found = storedEvents(record).find((event) => !isBefore(event, position));
        if (found) return found.sequenceNumber;
      }
      at = chunk.next;
    }
    return null;
  } finally {
    await handle.close();
  }
}

/** True when a segment's first event cannot be the one that is looked for, so that the search starts in it or later. */
function startsBefore(segment: Segment, position: SearchedPosition): boolean {
  if (position.kind === 'offset') return segment.baseOffset <= position.offset;
  const { precedingTimeMs } = segment;
  return position.isInclusive ? precedingTimeMs < position.timeMs : precedingTimeMs <= position.timeMs;
}

/** True for events in front of the position. */
function isBefore(
  event: Pick<StoredEvent, 'offset' | 'enqueuedTimeMs'>,
  position: SearchedPosition,
): boolean {
  const [value, wanted] =
    position.kind === 'offset' ? [event.offset, position.offset] : [event.enqueuedTimeMs, position.timeMs];
  return position.isInclusive ? value < wanted : value <= wanted;
}
