import type { Message } from '../send/message.ts';
import type { Earthquake } from './catalogue.ts';

/** The week lasts half an hour: something happens every second or so. */
export const usualSpeed = 350;
const pauseMs = 3_600_000;

/**
 * The earthquakes whose replayed instant is after `fromMs` and not after `toMs`. The catalogue is repeated for ever,
 * `speed` times as fast as it happened, from the Unix epoch on: what is due depends on the clock alone, so a restart goes
 * on where the replay would be. Between two rounds an hour passes, of the time that is replayed.
 */
export function dueEarthquakes(
  catalogue: readonly Earthquake[],
  { fromMs, toMs, speed }: { fromMs: number; toMs: number; speed: number },
): Message[] {
  const [first, last] = [catalogue[0], catalogue.at(-1)];
  if (first === undefined || last === undefined) return [];
  const roundMs = (last.occurredMs - first.occurredMs + pauseMs) / speed;
  const due: Message[] = [];
  for (let round = Math.floor(fromMs / roundMs); round * roundMs <= toMs; round += 1) {
    for (const earthquake of catalogue) {
      const replayedMs = round * roundMs + (earthquake.occurredMs - first.occurredMs) / speed;
      if (replayedMs > fromMs && replayedMs <= toMs) due.push(messageOf(earthquake, { round, replayedMs }));
    }
  }
  return due;
}

/** The id is that of the catalogue with the round's number, so that no two events of a replay have the same. */
function messageOf(
  earthquake: Earthquake,
  { round, replayedMs }: { round: number; replayedMs: number },
): Message {
  const { id, magnitude, depthKm, longitude, latitude, place, type, occurredMs } = earthquake;
  return {
    table: 'Earthquakes',
    partitionKey: null,
    body: {
      Timestamp: new Date(replayedMs).toISOString(),
      EventId: `${id}.${round}`,
      Magnitude: magnitude,
      DepthKm: depthKm,
      Longitude: longitude,
      Latitude: latitude,
      Place: place,
      Type: type,
      OccurredAt: new Date(occurredMs).toISOString(),
    },
  };
}
