import type { DeadLetter, IngestTarget, RoutedEvents } from './ingest-batch.ts';

const maxBodyCharacters = 256 * 1_024;

/** The rows of the table IngestionDeadLetter: why an event was not stored, where it is in its hub, and its body. */
export function deadLetterRows(
  deadLetters: readonly DeadLetter[],
  origin: { source: string; partition: string },
  { target, nowMs }: { target: IngestTarget; nowMs: number },
): RoutedEvents {
  const rows = deadLetters.map(({ event, table, reason }) => {
    const body = textOf(event.body);
    const isCut = body.length > maxBodyCharacters;
    const line = JSON.stringify({
      Timestamp: new Date(nowMs).toISOString(),
      Hub: origin.source,
      Partition: origin.partition,
      SequenceNumber: event.sequenceNumber,
      Offset: event.offset,
      EnqueuedTime: new Date(event.enqueuedMs).toISOString(),
      Table: table,
      Reason: isCut ? `${reason} (The body is longer than what is kept of it here.)` : reason,
      Body: isCut ? body.slice(0, maxBodyCharacters) : body,
    });
    return { event, line };
  });
  return { target, rows };
}

/** Bytes that are no text are kept as `base64:…`. */
function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return `base64:${Buffer.from(body).toString('base64')}`;
  }
}
