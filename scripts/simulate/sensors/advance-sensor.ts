import type { Message } from '../send/message.ts';
import type { SensorPlace } from './fleet.ts';

export interface SensorState {
  temperatureC: number;
  humidityPercent: number;
  batteryPercent: number;
}

const overheatedC = 96;
const heatingS = 6;
const coolingS = 8;
const swingC = 2;
const swingS = 240;
const drainPercentPerS = 0.002;
const emptyPercent = 5;

export function initialState({ usualC, batteryPercent }: SensorPlace): SensorState {
  return { temperatureC: usualC, humidityPercent: 45, batteryPercent };
}

/**
 * The state of a sensor some seconds later: its temperature approaches what is usual, or what is much too hot; humidity
 * falls as it gets hotter; the battery drains and is replaced when empty. `random` is uniform in [0, 1).
 */
export function advanceSensor(
  place: SensorPlace,
  state: SensorState,
  step: { nowMs: number; elapsedS: number; isOverheating: boolean; random: () => number },
): SensorState {
  const { nowMs, elapsedS, isOverheating, random } = step;
  const swing = swingC * Math.sin((nowMs / 1_000 / swingS) * 2 * Math.PI + place.usualC);
  const targetC = isOverheating ? overheatedC : place.usualC + swing;
  const share = 1 - Math.exp(-elapsedS / (isOverheating ? heatingS : coolingS));
  const temperatureC = state.temperatureC + (targetC - state.temperatureC) * share + (random() - 0.5) * 0.4;
  const humidity = 45 - (temperatureC - place.usualC) * 0.4 + (random() - 0.5);
  const battery = state.batteryPercent - drainPercentPerS * elapsedS;
  return {
    temperatureC,
    humidityPercent: Math.min(95, Math.max(5, humidity)),
    batteryPercent: battery < emptyPercent ? 100 : battery,
  };
}

/** `Simulated` says wherever the reading shows that the sensor does not exist. */
export function readingOf({ id, site }: SensorPlace, state: SensorState, nowMs: number): Message {
  const { temperatureC, humidityPercent, batteryPercent } = state;
  return {
    table: 'SensorReadings',
    partitionKey: id,
    body: {
      Timestamp: new Date(nowMs).toISOString(),
      SensorId: id,
      Site: site,
      TemperatureC: round(temperatureC),
      HumidityPercent: round(humidityPercent),
      BatteryPercent: round(batteryPercent),
      State: stateName(state),
      Simulated: true,
    },
  };
}

function stateName({ temperatureC, batteryPercent }: SensorState): string {
  if (temperatureC >= 80) return 'hot';
  if (temperatureC >= 60) return 'warm';
  return batteryPercent < 15 ? 'low-battery' : 'ok';
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
