import { readRings, remembered } from './geo-json.ts';
import { isCounterclockwise, type Plane, planeOf, ringsCross } from './plane.ts';
import type { Vector } from './sphere.ts';

/** The shell first, then the holes; a ring does not repeat its first point. `plane` shows the rings as flat ones. */
export interface Polygon {
  rings: Vector[][];
  plane: Plane;
}

/** Polygons of a Polygon or MultiPolygon; null when it is not valid, as with rings that cross. */
export const readPolygons = remembered((json: string): Polygon[] | null => {
  const shapes = readRings(json);
  if (shapes === null) return null;
  const polygons = shapes.map((rings) => ({ rings, plane: planeOf(rings) }));
  return polygons.some(({ plane }) => ringsCross(plane.rings)) ? null : polygons;
});

/** The rings of all polygons with the inside to the left: shells counterclockwise and holes clockwise. */
export function orientedRings(json: string): Vector[][][] | null {
  const polygons = readPolygons(json);
  if (polygons === null) return null;
  return polygons.map(({ rings, plane }) =>
    rings.map((ring, index) =>
      isCounterclockwise(plane.rings[index] ?? []) === (index === 0) ? ring : ring.toReversed(),
    ),
  );
}
