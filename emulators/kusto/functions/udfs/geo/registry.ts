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
    entries.map(([name, entry]) => [name, entry.gives === 'dynamic' ? { ...entry, ownText: true } : entry]),
  );
}
