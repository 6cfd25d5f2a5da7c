import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { arcLength, arcsOfRing } from './arcs.ts';
import { readLines } from './geo-json.ts';
import { printPolygons } from './geometry.ts';
import { readUnited } from './intersections.ts';
import { maxArcs } from './overlay/arrangement.ts';
import {
  type BufferSteps,
  bufferSteps,
  circleAround,
  pathAroundLine,
  pathAroundRing,
} from './overlay/buffer-path.ts';
import { type Rings, regionsOf } from './overlay/regions.ts';
import { earthRadiusMetres, isCoordinate, toExactVector, type Vector } from './sphere.ts';

const defaultTolerance = '10';
/** A tolerance is at least this part of the radius. */
const leastTolerance = 1e-6;

/** Polygons of what lies within a radius. A shape, coordinate, radius or tolerance that is not valid gives null. */
export const bufferFunctions: Record<string, UdfFunction> = {
  geo_point_buffer: {
    takes: ['real', 'real', 'real'],
    optional: [{ type: 'real', otherwise: defaultTolerance }],
    gives: 'dynamic',
    run: (longitude: number, latitude: number, radius: number, tolerance: number) => {
      const steps = stepsOf(radius, tolerance);
      if (steps === null || !isCoordinate(longitude, latitude)) return null;
      return printPolygons([[circleAround(toExactVector(longitude, latitude), steps)]]);
    },
  },
  geo_line_buffer: bufferFunction(readLines, (lines, steps) =>
    lines.map((line) => pathAroundLine(line, steps)),
  ),
  geo_polygon_buffer: bufferFunction(readUnited, (polygons, steps) =>
    polygons.flat().map((ring) => pathAroundRing(ring, steps)),
  ),
};

function bufferFunction<Shape extends readonly unknown[]>(
  read: (json: string) => Shape | null,
  pathsAround: (shape: Shape, steps: BufferSteps) => Vector[][],
): UdfFunction {
  return {
    takes: ['dynamic', 'real'],
    optional: [{ type: 'real', otherwise: defaultTolerance }],
    gives: 'dynamic',
    run: (json: string, radius: number, tolerance: number) => {
      const shape = read(json);
      const steps = stepsOf(radius, tolerance);
      return shape === null || steps === null ? null : printPolygons(filled(pathsAround(shape, steps)));
    },
  };
}

function stepsOf(radiusMetres: number, toleranceMetres: number): BufferSteps | null {
  if (!(radiusMetres > 0) || !(toleranceMetres >= radiusMetres * leastTolerance)) return null;
  const radius = radiusMetres / earthRadiusMetres;
  if (radius > Math.PI / 4) throw unsupported('A geospatial buffer with so large a radius');
  const error = Math.min(toleranceMetres / earthRadiusMetres, radius * (1 - leastTolerance));
  return bufferSteps(radius, error);
}

/** What the ways go around counterclockwise. */
export function filled(paths: Vector[][]): Rings[] {
  const arcs = paths.flatMap(arcsOfRing).filter((arc) => arcLength(arc) > 0);
  if (arcs.length > maxArcs) throw unsupported(`A geospatial buffer with more than ${maxArcs} edges`);
  const layered = arcs.map((arc, id) => ({ ...arc, layer: 0, id }));
  return regionsOf(layered, 1, 'least', ([winding = 0]) => winding > 0).polygons;
}
