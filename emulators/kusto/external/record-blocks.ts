import type { RecordBoundary } from '../ingest/readers/record-boundary.ts';
import { KustoError } from '../types/kusto-error.ts';

/** A record that is longer, in UTF-16 units, is refused: it has to be held whole. */
const maxRecordLength = 16 * 1024 * 1024;

/** The text in blocks of whole records; the last block is what is left at the end. Throws KustoError for a record that is too long. */
export async function* recordBlocks(
  parts: AsyncIterable<string>,
  boundary: RecordBoundary,
): AsyncGenerator<string> {
  let held: string[] = [];
  let heldLength = 0;
  for await (const part of parts) {
    const end = boundary(part);
    const start = Math.max(end, 0);
    if (end !== -1) {
      yield [...held, part.slice(0, end)].join('');
      held = [];
      heldLength = 0;
    }
    if (start < part.length) held.push(part.slice(start));
    heldLength += part.length - start;
    if (heldLength > maxRecordLength) throw tooLong();
  }
  if (heldLength > 0) yield held.join('');
}

function tooLong(): KustoError {
  const millions = maxRecordLength / 1024 / 1024;
  const message = `The data has a record, or a JSON array, of more than ${millions} million characters, which the emulator does not hold.`;
  return new KustoError('BadRequest_InvalidData', message);
}
