import { readCatalogue } from './earthquakes/catalogue.ts';
import { dueEarthquakes } from './earthquakes/replay.ts';
import { every } from './every.ts';
import type { Message } from './send/message.ts';

const lookMs = 200;

/** The replay of a week of earthquakes, `speed` times as fast as it happened. */
export async function produceEarthquakes(
  speed: number,
  { put, signal }: { put: (messages: Message[]) => void; signal: AbortSignal },
): Promise<void> {
  const catalogue = await readCatalogue();
  let fromMs = Date.now();
  await every(lookMs, signal, () => {
    const toMs = Date.now();
    put(dueEarthquakes(catalogue, { fromMs, toMs, speed }));
    fromMs = Math.max(fromMs, toMs);
  });
}
