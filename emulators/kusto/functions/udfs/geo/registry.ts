import type { UdfFunction } from '../udf-function.ts';
import { bufferFunctions } from './buffers.ts';
import { geohashFunctions } from './geohash.ts';
import { h3Functions } from './h3.ts';
import { intersectionFunctions } from './intersections.ts';
import { lineFunctions } from './lines.ts';
import { pointFunctions } from './points.ts';
import { polygonFunctions } from './polygons.ts';
import { s2CellFunctions } from './s2-cells.ts';
import { unionFunctions } from './unions.ts';
import { wellKnownTextFunctions } from './well-known-text.ts';

/** All geospatial functions, by family. */
export const geoFunctions: Record<string, UdfFunction> = {
  ...bufferFunctions,
  ...geohashFunctions,
  ...h3Functions,
  ...intersectionFunctions,
  ...lineFunctions,
  ...pointFunctions,
  ...polygonFunctions,
  ...s2CellFunctions,
  ...unionFunctions,
  ...wellKnownTextFunctions,
};
