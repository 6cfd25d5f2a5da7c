import { unsupported } from '../../../../types/kql-error.ts';
import { cross, dot, lengthOf, plus, unit, type Vector } from '../sphere.ts';

export type FlatPoint = readonly [x: number, y: number];

/** A hemisphere seen from the middle of the sphere: geodesics become straight lines. */
export interface Projection {
  center: Vector;
  axes: readonly [Vector, Vector];
}

/** Around the middle of the points; throws when they do not fit into one hemisphere. */
export function projectionOf(points: readonly Vector[]): Projection {
  const sum = points.reduce<Vector>((total, point) => plus(total, point), [0, 0, 0]);
  if (lengthOf(sum) < 1e-9) throw tooLarge();
  const center = unit(sum);
  if (points.some((point) => dot(point, center) < leastDepth)) throw tooLarge();
  const east = unit(cross(Math.abs(center[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0], center));
  return { center, axes: [east, cross(center, east)] };
}

const leastDepth = 0.02;

function tooLarge(): Error {
  return unsupported('A shape as large as a hemisphere');
}

export function flattened(point: Vector, { center, axes: [east, north] }: Projection): FlatPoint {
  const depth = dot(point, center);
  return [dot(point, east) / depth, dot(point, north) / depth];
}

export function raised([x, y]: FlatPoint, { center, axes: [east, north] }: Projection): Vector {
  return unit(plus(plus(center, east, x), north, y));
}
