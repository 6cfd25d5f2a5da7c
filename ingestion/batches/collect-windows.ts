import type { SourceBatch, SourceEvent } from '../sources/source.ts';

export interface WindowLimits {
  /** How long the first event of a window waits for others. */
  latencyMs: number;
  /** A window is handed on once it holds so much; one event may be larger. */
  maxBytes: number;
  maxEvents: number;
}

/**
 * Joins the batches of a partition into windows that are ingested together: small and early when events are few, up to
 * the limits when they queue. Nothing is read while a window is being worked on, beyond the batch that waits.
 */
export async function* collectWindows(
  batches: AsyncIterable<SourceBatch>,
  limits: WindowLimits,
): AsyncGenerator<SourceEvent[]> {
  const iterator = batches[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const first = await next;
      if (first.done) return;
      next = iterator.next();
      const events = [...first.value.events];
      let bytes = sizeOf(events);
      const deadlineMs = first.value.receivedMs + limits.latencyMs;
      while (events.length < limits.maxEvents && bytes < limits.maxBytes) {
        const more = await settledBefore(next, deadlineMs - Date.now());
        if (more === null || more.done) break;
        next = iterator.next();
        events.push(...more.value.events);
        bytes += sizeOf(more.value.events);
      }
      yield* cut(events, limits);
    }
  } finally {
    // Not awaited: it settles only when the pending read does.
    void iterator.return?.();
  }
}

function sizeOf(events: readonly SourceEvent[]): number {
  return events.reduce((bytes, event) => bytes + event.body.byteLength, 0);
}

/** Splits events so that each part keeps to the limits; an event that is larger by itself is a part. */
export function* cut(
  events: readonly SourceEvent[],
  { maxBytes, maxEvents }: Pick<WindowLimits, 'maxBytes' | 'maxEvents'>,
): Generator<SourceEvent[]> {
  let part: SourceEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = event.body.byteLength;
    if (part.length > 0 && (part.length >= maxEvents || bytes + size > maxBytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(event);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

async function settledBefore<T>(promise: Promise<T>, waitMs: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.max(waitMs, 0));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
