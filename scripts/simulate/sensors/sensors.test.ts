import { describe, expect, it } from 'vitest';
import { advanceSensor, initialState, readingOf, type SensorState } from './advance-sensor.ts';
import { automaticFault } from './automatic-fault.ts';
import { createFleet, type SensorPlace } from './fleet.ts';

const fleet = createFleet();

/** Seconds from the start of a fault until `isReached`, with one reading a second. */
function secondsUntil(
  place: SensorPlace,
  from: SensorState,
  { isOverheating, isReached }: { isOverheating: boolean; isReached: (state: SensorState) => boolean },
): { seconds: number; state: SensorState } {
  let state = from;
  for (let seconds = 1; seconds < 300; seconds += 1) {
    state = advanceSensor(place, state, {
      nowMs: seconds * 1_000,
      elapsedS: 1,
      isOverheating,
      random: () => 0.5,
    });
    if (isReached(state)) return { seconds, state };
  }
  throw new Error('never reached');
}

describe('the simulated fleet', () => {
  it('has twelve sensors at three sites, one of them with a low battery soon', () => {
    expect(new Set(fleet.map(({ id }) => id)).size).toBe(12);
    expect(new Set(fleet.map(({ site }) => site)).size).toBe(3);
    expect(Math.min(...fleet.map(({ batteryPercent }) => batteryPercent))).toBe(16);
  });

  it.each(fleet)('keeps $id cool when nothing is wrong', (place) => {
    let state = initialState(place);
    for (let s = 0; s < 600; s += 1) {
      state = advanceSensor(place, state, {
        nowMs: s * 1_000,
        elapsedS: 1,
        isOverheating: false,
        random: Math.random,
      });
      expect(state.temperatureC).toBeLessThan(60);
      expect(state.humidityPercent).toBeGreaterThan(30);
    }
  });

  it.each(fleet)('makes $id hot within ten seconds of a fault, and cool again soon after', (place) => {
    const hot = secondsUntil(place, initialState(place), {
      isOverheating: true,
      isReached: ({ temperatureC }) => temperatureC > 80,
    });
    expect(hot.seconds).toBeLessThanOrEqual(10);
    const cool = secondsUntil(place, hot.state, {
      isOverheating: false,
      isReached: ({ temperatureC }) => temperatureC < 75,
    });
    expect(cool.seconds).toBeLessThanOrEqual(10);
  });

  it('says in every reading that it is simulated', () => {
    const [place] = fleet;
    if (place === undefined) throw new Error('no sensors');
    const state = { temperatureC: 81.237, humidityPercent: 40, batteryPercent: 50 };
    expect(readingOf(place, state, 0)).toEqual({
      table: 'SensorReadings',
      partitionKey: 'north-1',
      body: {
        Timestamp: '1970-01-01T00:00:00.000Z',
        SensorId: 'north-1',
        Site: 'North plant',
        TemperatureC: 81.24,
        HumidityPercent: 40,
        BatteryPercent: 50,
        State: 'hot',
        Simulated: true,
      },
    });
  });
});

describe('faults that happen by themselves', () => {
  const ids = fleet.map(({ id }) => id);

  it('begin soon after the start, last 40 s and visit every sensor', () => {
    expect(automaticFault(0, ids)).toBeNull();
    expect(automaticFault(20_000, ids)).toBe('north-1');
    expect(automaticFault(59_999, ids)).toBe('north-1');
    expect(automaticFault(60_000, ids)).toBeNull();
    const visited = ids.map((_, cycle) => automaticFault(20_000 + cycle * 180_000, ids));
    expect(new Set(visited)).toEqual(new Set(ids));
  });
});
