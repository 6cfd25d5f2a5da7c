import type { Logger } from '#shared/node/logger.ts';
import { readSensorFaults, type SensorFaults } from '#shared/node/sensor-faults.ts';
import { every } from './every.ts';
import type { Message } from './send/message.ts';
import { advanceSensor, initialState, readingOf } from './sensors/advance-sensor.ts';
import { automaticFault } from './sensors/automatic-fault.ts';
import { createFleet } from './sensors/fleet.ts';

const tickMs = 250;
const ticksPerReading = 4;
const faultsMs = 1_000;

/** The readings of the simulated fleet: each sensor once a second, a quarter of them at a time. */
export async function produceSensors(
  { dataFolder, logger }: { dataFolder: string; logger: Logger },
  { put, signal }: { put: (messages: Message[]) => void; signal: AbortSignal },
): Promise<void> {
  const startedMs = Date.now();
  const fleet = createFleet().map((place) => ({ place, state: initialState(place), readMs: startedMs }));
  const ids = fleet.map(({ place }) => place.id);
  let faults: SensorFaults = { overheating: [], automatic: true };
  const watching = every(faultsMs, signal, async () => {
    faults = await readSensorFaults(dataFolder).catch((error: unknown) => {
      logger.warn({ event: 'faults.unreadable', err: error });
      return faults;
    });
  });
  let tick = 0;
  const reading = every(tickMs, signal, () => {
    const nowMs = Date.now();
    const automatic = faults.automatic ? automaticFault(nowMs - startedMs, ids) : null;
    const due = fleet.filter((_, index) => index % ticksPerReading === tick % ticksPerReading);
    for (const sensor of due) {
      const isOverheating = faults.overheating.includes(sensor.place.id) || automatic === sensor.place.id;
      const elapsedS = Math.max(0, nowMs - sensor.readMs) / 1_000;
      sensor.state = advanceSensor(sensor.place, sensor.state, {
        nowMs,
        elapsedS,
        isOverheating,
        random: Math.random,
      });
      sensor.readMs = nowMs;
    }
    put(due.map(({ place, state }) => readingOf(place, state, nowMs)));
    tick += 1;
  });
  await Promise.all([watching, reading]);
}
