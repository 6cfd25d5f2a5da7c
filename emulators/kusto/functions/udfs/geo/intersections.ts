import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { readLines } from './geo-json.ts';
import { type Parts, printGeometry } from './geometry.ts';
import { areApart, capOf } from './overlay/bounds.ts';
import {
  linesIntersection,
  lineWithPolygonsIntersection,
  polygonsIntersection,
} from './overlay/intersection.ts';
import { united } from './overlay/polygon-union.ts';
import type { Rings } from './overlay/regions.ts';
import { orientedRings } from './polygon-shape.ts';
import type { Vector } from './sphere.ts';

/** What two shapes have in common. A shape that is not valid gives null. */
export const intersectionFunctions: Record<string, UdfFunction> = {
  geo_intersection_2lines: {
    takes: ['dynamic', 'dynamic'],
    gives: 'dynamic',
    run: both(readLines, readLines, (first, second) =>
      printGeometry(commonOf(first, second, linesIntersection)),
    ),
  },
  geo_intersection_line_with_polygon: {
    takes: ['dynamic', 'dynamic'],
    gives: 'dynamic',
    run: both(readLines, readUnited, (lines, polygons) =>
      printGeometry(commonOf(lines, polygons, lineWithPolygonsIntersection)),
    ),
  },
  geo_intersection_2polygons: {
    takes: ['dynamic', 'dynamic'],
    gives: 'dynamic',
    run: both(readUnited, readUnited, (first, second) =>
      printGeometry(commonOf(first, second, polygonsIntersection)),
    ),
  },
  geo_intersects_2lines: {
    takes: ['dynamic', 'dynamic'],
    gives: 'bool',
    run: both(readLines, readLines, (first, second) => !isEmpty(commonOf(first, second, linesIntersection))),
  },
  geo_intersects_line_with_polygon: {
    takes: ['dynamic', 'dynamic'],
    gives: 'bool',
    run: both(readLines, readUnited, lineMeetsPolygons),
  },
  geo_intersects_2polygons: {
    takes: ['dynamic', 'dynamic'],
    gives: 'bool',
    run: both(
      readUnited,
      readUnited,
      (first, second) => !isEmpty(commonOf(first, second, polygonsIntersection)),
    ),
  },
};

function both<A, B, R>(
  readFirst: (json: string) => A | null,
  readSecond: (json: string) => B | null,
  combine: (first: A, second: B) => R,
): (first: string, second: string) => R | null {
  return (first, second) => {
    const [a, b] = [readFirst(first), readSecond(second)];
    return a === null || b === null ? null : combine(a, b);
  };
}

export function readUnited(json: string): Rings[] | null {
  const polygons = orientedRings(json);
  return polygons === null || polygons.length === 1 ? polygons : united(polygons);
}

/** Nothing at once for shapes that lie apart. */
function commonOf<A extends Shape, B extends Shape>(
  first: A,
  second: B,
  intersect: (first: A, second: B) => Parts,
): Parts {
  return areApart(capOf(pointsOf(first)), capOf(pointsOf(second)))
    ? { points: [], lines: [], polygons: [] }
    : intersect(first, second);
}

type Shape = Vector[][] | Rings[];

function pointsOf(shape: Shape): Vector[] {
  return shape.flatMap((part) => part.flatMap((point) => (isRing(point) ? point : [point])));
}

function isRing(part: Vector | Vector[]): part is Vector[] {
  return Array.isArray(part[0]);
}

function isEmpty({ points, lines, polygons }: Parts): boolean {
  return points.length + lines.length + polygons.length === 0;
}

function lineMeetsPolygons(lines: Vector[][], polygons: Rings[]): boolean {
  const parts = commonOf(lines, polygons, lineWithPolygonsIntersection);
  if (parts.lines.length === 0 && parts.points.length > 0)
    throw unsupported('geo_intersects_line_with_polygon() of a line that only touches the polygon');
  return !isEmpty(parts);
}
