import type { SensorFaults } from '#shared/node/sensor-faults.ts';

/** The faults after a command of a person, or what is wrong with the command. */
export function switchFault(
  faults: SensorFaults,
  words: readonly string[],
  sensorIds: readonly string[],
): SensorFaults | { problem: string } {
  const [command = '', argument] = words;
  const isKnown = argument === undefined || sensorIds.includes(argument);
  switch (command) {
    case 'list':
      return faults;
    case 'on':
      if (argument === undefined || !isKnown) break;
      return { ...faults, overheating: [...new Set([...faults.overheating, argument])] };
    case 'off':
      if (!isKnown) break;
      return {
        ...faults,
        overheating: faults.overheating.filter((id) => argument !== undefined && id !== argument),
      };
    case 'automatic':
      if (argument !== 'on' && argument !== 'off') return { problem: 'Say: fault automatic on, or off.' };
      return { ...faults, automatic: argument === 'on' };
    default:
      return { problem: 'Say: fault list, on SENSOR, off [SENSOR], automatic on, or automatic off.' };
  }
  return { problem: `There is no sensor '${argument ?? ''}'. Sensors: ${sensorIds.join(', ')}.` };
}
