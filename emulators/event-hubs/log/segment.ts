import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type EventRecord, encodeRecord, offsetSpan, type SegmentHeader } from './record.ts';
import { readChunk } from './record-chunk.ts';
import { SparseIndex } from './sparse-index.ts';

/** A file of a partition's log: a header record, then batches in order of sequence number. */
export interface Segment {
  readonly file: string;
  readonly baseSequence: number;
  readonly baseOffset: number;
  /** Enqueued time of the last event before this segment; 0 when there was none. */
  readonly precedingTimeMs: number;
  /** Where the records after the header start. */
  readonly firstRecordAt: number;
  /** Readers may read up to here: what follows is not yet durable. */
  committedBytes: number;
  /** Null until a reader needs it (segments that were written before the start). */
  index: SparseIndex | null;
}

/** A log file that cannot be trusted; the message names file and byte. */
export class DamagedLogError extends Error {
  override readonly name = 'DamagedLogError';
}

const fileSuffix = '.log';

/** Segment files of a folder by base sequence number; removes files that were never finished. */
export async function listSegmentFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const unfinished = names.filter((name) => name.endsWith('.tmp'));
  await Promise.all(unfinished.map((name) => rm(path.join(folder, name))));
  return names
    .filter((name) => name.endsWith(fileSuffix))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Creates a segment that a crash leaves either whole or not at all; the caller owns the handle. */
export async function createSegment(
  folder: string,
  header: SegmentHeader,
): Promise<{ segment: Segment; handle: FileHandle }> {
  const file = path.join(folder, `${String(header.baseSequence).padStart(20, '0')}${fileSuffix}`);
  const encoded = encodeRecord(header);
  const handle = await open(`${file}.tmp`, 'w+');
  try {
    await writeAll(handle, [encoded], 0);
    await handle.datasync();
    await rename(`${file}.tmp`, file);
    await syncFolder(folder);
  } catch (error) {
    await handle.close();
    throw error;
  }
  const segment = { ...describe(file, header, encoded.length), index: new SparseIndex() };
  return { segment, handle };
}

/** Reads the header of a segment file; `committedBytes` is the length of the file. */
export async function readSegment(handle: FileHandle, file: string): Promise<[Segment, SegmentHeader]> {
  const { size } = await handle.stat();
  const { records } = await readChunk(handle, 0, size);
  const first = records[0]?.record;
  if (first?.kind !== 'header') throw new DamagedLogError(`The log file ${file} has no valid header.`);
  const segment = describe(file, first, records[1]?.position ?? encodeRecord(first).length);
  segment.committedBytes = size;
  return [segment, first];
}

/** Builds the index of a segment that was written before the start. */
export async function indexSegment(handle: FileHandle, segment: Segment): Promise<SparseIndex> {
  if (segment.index) return segment.index;
  const index = new SparseIndex();
  for (let at = segment.firstRecordAt; at < segment.committedBytes; ) {
    const chunk = await readChunk(handle, at, segment.committedBytes);
    if (chunk.isDamaged) throw damageAt(segment, at);
    for (const { record, position } of chunk.records) {
      if (record.kind === 'events') index.add(indexEntry(record, position));
    }
    at = chunk.next;
  }
  segment.index = index;
  return index;
}

export function damageAt(segment: Segment, position: number): DamagedLogError {
  return new DamagedLogError(`The log file ${segment.file} is damaged at byte ${position}.`);
}

export function indexEntry(record: EventRecord, position: number) {
  const { baseSequence, baseOffset, enqueuedTimeMs } = record;
  return { position, sequence: baseSequence, offset: baseOffset, timeMs: enqueuedTimeMs };
}

/** Offset of the event after the record's last one. */
export function offsetAfter(record: EventRecord): number {
  let offset = record.baseOffset;
  for (const event of record.events) offset += offsetSpan(event);
  return offset;
}

/** Offset of the record's last event; records are never empty. */
export function lastOffsetOf(record: EventRecord): number {
  const last = record.events.at(-1);
  return last ? offsetAfter(record) - offsetSpan(last) : record.baseOffset;
}

export async function writeAll(
  handle: FileHandle,
  buffers: readonly Buffer[],
  position: number,
): Promise<void> {
  const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  const { bytesWritten } = await handle.writev(buffers, position);
  if (bytesWritten === total) return;
  const rest = Buffer.concat(buffers).subarray(bytesWritten);
  for (let done = 0; done < rest.length; ) {
    const written = await handle.write(rest, done, rest.length - done, position + bytesWritten + done);
    done += written.bytesWritten;
  }
}

/** Makes creations, renames and deletions in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function describe(file: string, header: SegmentHeader, firstRecordAt: number): Segment {
  const { baseSequence, baseOffset, precedingTimeMs } = header;
  return {
    file,
    baseSequence,
    baseOffset,
    precedingTimeMs,
    firstRecordAt,
    committedBytes: firstRecordAt,
    index: null,
  };
}
