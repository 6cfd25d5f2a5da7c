import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { EventPosition } from './event-position.ts';
import type { LogOptions, PartitionLog } from './partition-log.ts';
import type { StoredEvent } from './stored-event.ts';

/** Small segments and almost no cache, so that a short test goes through files. */
export const smallLog: LogOptions = {
  retention: { maxAgeMs: 3_600_000, maxBytes: 1_000_000_000 },
  segmentBytes: 2_000,
  cacheBytes: 1,
  clock: () => 1_700_000_000_000,
};

/** A folder of its own, removed when it is disposed. */
export async function createTestFolder(): Promise<AsyncDisposable & { path: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'event-hubs-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

export async function appendTexts(log: PartitionLog, texts: readonly string[]): Promise<void> {
  await log.append({ events: texts.map((text) => Buffer.from(text)), partitionKey: null, producer: null });
}

export async function readAll(
  log: PartitionLog,
  position: EventPosition = { kind: 'earliest' },
  maxEvents = 7,
): Promise<StoredEvent[]> {
  await using reader = log.createReader(await log.findPosition(position));
  const events: StoredEvent[] = [];
  for (;;) {
    const batch = await reader.read(maxEvents);
    if (batch.length === 0) return events;
    events.push(...batch);
  }
}

export function textsOf(events: readonly StoredEvent[]): string[] {
  return events.map(({ message }) => message.toString());
}
