export interface SensorPlace {
  id: string;
  site: string;
  /** The temperature around which it stays when nothing is wrong. */
  usualC: number;
  batteryPercent: number;
}

const sites = [
  { name: 'North plant', prefix: 'north' },
  { name: 'South plant', prefix: 'south' },
  { name: 'Harbour', prefix: 'harbour' },
];
const sensorsPerSite = 4;
const lowestBattery = 16;

/** The simulated fleet: twelve sensors at three sites; the last one's battery is nearly empty. */
export function createFleet(): SensorPlace[] {
  return sites.flatMap(({ name, prefix }, site) =>
    Array.from({ length: sensorsPerSite }, (_, index) => {
      const number = site * sensorsPerSite + index;
      return {
        id: `${prefix}-${index + 1}`,
        site: name,
        usualC: 38 + ((number * 7) % 12),
        batteryPercent: lowestBattery + (11 - number) * 7,
      };
    }),
  );
}
