import { printDatetime } from '../types/datetime.ts';

/** A datetime as a result carries it: up to 7 fraction digits without trailing zeros, e.g. `2018-07-01T00:00:00Z`. */
export function formatDatetime(ticks: bigint): string {
  return printDatetime(ticks).replace(/\.?0+Z$/, 'Z');
}
