import type { FileHandle } from 'node:fs/promises';
import { decodeRecord, type LogRecord } from './record.ts';

export interface PlacedRecord {
  /** Byte position in the segment file. */
  position: number;
  record: LogRecord;
}

export interface RecordChunk {
  records: PlacedRecord[];
  /** Where the next chunk starts; equal to `end` when everything was read. */
  next: number;
  /** True when what starts at `next` is not a whole record, although it lies before `end`. */
  isDamaged: boolean;
}

const chunkBytes = 256 * 1024;

/** Reads the whole records that start at `position`: about 256 KiB, at least one, none beyond `end`. */
export async function readChunk(handle: FileHandle, position: number, end: number): Promise<RecordChunk> {
  let wanted = Math.min(chunkBytes, end - position);
  for (;;) {
    const buffer = await readExactly(handle, position, wanted);
    const { records, consumed, missing } = decodeAll(buffer, position);
    if (records.length > 0) return { records, next: position + consumed, isDamaged: false };
    const canReadMore = missing !== null && missing <= end - position && buffer.length === wanted;
    if (!canReadMore) return { records, next: position, isDamaged: true };
    wanted = missing;
  }
}

interface DecodedBuffer {
  records: PlacedRecord[];
  consumed: number;
  /** Bytes that the record after them needs, when it goes on beyond the buffer. */
  missing: number | null;
}

function decodeAll(buffer: Buffer, position: number): DecodedBuffer {
  const records: PlacedRecord[] = [];
  let at = 0;
  while (at < buffer.length) {
    const decoded = decodeRecord(buffer, at);
    if (decoded.state === 'damaged') return { records, consumed: at, missing: null };
    if (decoded.state === 'incomplete') return { records, consumed: at, missing: decoded.byteLength };
    records.push({ position: position + at, record: decoded.record });
    at += decoded.byteLength;
  }
  return { records, consumed: at, missing: null };
}

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
