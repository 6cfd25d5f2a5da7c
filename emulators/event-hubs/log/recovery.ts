import { type FileHandle, open } from 'node:fs/promises';
import { ProducerTable } from './producer-table.ts';
import { decodeRecord, recordMagic, type SegmentHeader } from './record.ts';
import { readChunk } from './record-chunk.ts';
import {
  createSegment,
  damageAt,
  indexEntry,
  lastOffsetOf,
  listSegmentFiles,
  offsetAfter,
  readSegment,
  type Segment,
} from './segment.ts';
import { SparseIndex } from './sparse-index.ts';

/** A partition's log as the files tell it; the caller owns the handle of the last segment. */
export interface RecoveredLog {
  segments: Segment[];
  handle: FileHandle;
  nextSequence: number;
  nextOffset: number;
  lastOffset: number | null;
  lastEnqueuedTimeMs: number;
  commitNumber: number;
  producers: ProducerTable;
  /** Bytes of a torn write that were cut off; no acknowledged event is among them. */
  tornBytes: number;
}

/**
 * Opens the log in `folder`, or starts one. Only the last segment can end in a write that never finished: that is
 * cut off. Damage with a later commit behind it is no torn write, and throws DamagedLogError.
 */
export async function recoverLog(folder: string): Promise<RecoveredLog> {
  const files = await listSegmentFiles(folder);
  const last = files.at(-1);
  if (last === undefined) return await startLog(folder);
  const sealed = await Promise.all(files.slice(0, -1).map(readSealedSegment));
  const handle = await open(last, 'r+');
  try {
    const [active, header] = await readSegment(handle, last);
    const log = await scanActiveSegment(handle, active, header);
    return { ...log, segments: [...sealed, active] };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function startLog(folder: string): Promise<RecoveredLog> {
  const header: SegmentHeader = {
    kind: 'header',
    commitNumber: 0,
    baseSequence: 0,
    baseOffset: 0,
    precedingTimeMs: 0,
    precedingOffset: null,
    producers: [],
  };
  const { segment, handle } = await createSegment(folder, header);
  return { ...stateAt(header), segments: [segment], handle, tornBytes: 0 };
}

async function readSealedSegment(file: string): Promise<Segment> {
  const handle = await open(file, 'r');
  try {
    const [segment] = await readSegment(handle, file);
    return segment;
  } finally {
    await handle.close();
  }
}

function stateAt(header: SegmentHeader) {
  return {
    nextSequence: header.baseSequence,
    nextOffset: header.baseOffset,
    lastOffset: header.precedingOffset,
    lastEnqueuedTimeMs: header.precedingTimeMs,
    commitNumber: header.commitNumber,
    endsCommit: true,
    producers: new ProducerTable(header.producers),
  };
}

async function scanActiveSegment(
  handle: FileHandle,
  segment: Segment,
  header: SegmentHeader,
): Promise<Omit<RecoveredLog, 'segments'>> {
  const state = stateAt(header);
  const index = new SparseIndex();
  const end = segment.committedBytes;
  let at = segment.firstRecordAt;
  while (at < end) {
    const chunk = await readChunk(handle, at, end);
    if (chunk.isDamaged) break;
    at = chunk.next;
    for (const { record, position } of chunk.records) {
      if (record.kind !== 'events' || record.baseSequence !== state.nextSequence) {
        throw damageAt(segment, position);
      }
      index.add(indexEntry(record, position));
      state.nextSequence += record.events.length;
      state.nextOffset = offsetAfter(record);
      state.lastOffset = lastOffsetOf(record);
      state.lastEnqueuedTimeMs = record.enqueuedTimeMs;
      state.commitNumber = record.commitNumber;
      state.endsCommit = record.endsCommit;
      if (record.producer) state.producers.commit(record.producer, record.events.length);
    }
  }
  if (at < end) {
    const tornCommitNumber = state.endsCommit ? state.commitNumber + 1 : state.commitNumber;
    await cutTornWrite(handle, segment, at, tornCommitNumber);
  }
  state.producers.rollBack();
  segment.index = index;
  segment.committedBytes = at;
  return { ...state, handle, tornBytes: end - at };
}

async function cutTornWrite(
  handle: FileHandle,
  segment: Segment,
  at: number,
  tornCommitNumber: number,
): Promise<void> {
  const rest = Buffer.alloc(segment.committedBytes - at);
  await handle.read(rest, 0, rest.length, at);
  if (hasLaterCommit(rest, tornCommitNumber)) throw damageAt(segment, at);
  await handle.truncate(at);
  await handle.datasync();
}

/** True when `bytes` hold a whole record of a commit after `tornCommitNumber`: that was started after its fdatasync. */
function hasLaterCommit(bytes: Buffer, tornCommitNumber: number): boolean {
  for (let at = bytes.indexOf(recordMagic); at >= 0; at = bytes.indexOf(recordMagic, at + 1)) {
    const decoded = decodeRecord(bytes, at);
    if (decoded.state === 'whole' && decoded.record.commitNumber > tornCommitNumber) return true;
  }
  return false;
}
