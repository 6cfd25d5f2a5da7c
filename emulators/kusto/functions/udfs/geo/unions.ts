import type { UdfFunction } from '../udf-function.ts';
import { printPolygons } from './geometry.ts';
import { united } from './overlay/polygon-union.ts';
import { orientedRings } from './polygon-shape.ts';

/** Unions of shapes. A list with a shape that is not valid gives null. */
export const unionFunctions: Record<string, UdfFunction> = {
  geo_union_polygons_array: { takes: ['dynamic'], gives: 'dynamic', run: unionOfPolygons },
};

function unionOfPolygons(json: string): string | null {
  const members: unknown = JSON.parse(json);
  if (!Array.isArray(members) || members.length === 0) return null;
  const shapes = members.map((member) => orientedRings(JSON.stringify(member)));
  return shapes.every((shape) => shape !== null) ? printPolygons(united(shapes.flat())) : null;
}
