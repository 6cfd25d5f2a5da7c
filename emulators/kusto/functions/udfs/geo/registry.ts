import type { UdfValue } from '../../udfs.ts';
import type { UdfFunction } from '../udf-function.ts';
import { bufferFunctions } from './buffers.ts';
import { densifyFunctions } from './densify.ts';
import { geohashFunctions } from './geohash.ts';
import { h3Functions } from './h3.ts';
import { intersectionFunctions } from './intersections.ts';
import { lineFunctions } from './lines.ts';
import { pointFunctions } from './points.ts';
import { polygonFunctions } from './polygons.ts';
import { s2CellFunctions } from './s2-cells.ts';
import { simplifyFunctions } from './simplifications.ts';
import { unionFunctions } from './unions.ts';
import { wellKnownTextFunctions } from './well-known-text.ts';

/** All geospatial functions, by family. */
export const geoFunctions: Record<string, UdfFunction> = withOwnText({
  ...bufferFunctions,
  ...densifyFunctions,
  ...geohashFunctions,
  ...h3Functions,
  ...intersectionFunctions,
  ...lineFunctions,
  ...pointFunctions,
  ...polygonFunctions,
  ...s2CellFunctions,
  ...simplifyFunctions,
  ...unionFunctions,
  ...wellKnownTextFunctions,
});

/** Shapes are JSON that the functions write themselves. */
function withOwnText(functions: Record<string, UdfFunction>): Record<string, UdfFunction> {
  const entries = Object.entries(functions);
  return Object.fromEntries(
    entries.map(([name, entry]) => [
      name,
      entry.gives === 'dynamic' ? { ...entry, ownText: true, run: withLastAnswer(entry.run) } : entry,
    ]),
  );
}

/** A call with constants is made for each row again: the answer to the same values as before is at hand. */
function withLastAnswer(run: UdfFunction['run']): UdfFunction['run'] {
  const answer = run as (...values: UdfValue[]) => UdfValue;
  let last: { values: UdfValue[]; result: UdfValue } | null = null;
  return (...values: UdfValue[]) => {
    const isSame = last?.values.every((value, index) => value === values[index]);
    if (last === null || isSame !== true) last = { values, result: answer(...values) };
    return last.result;
  };
}
