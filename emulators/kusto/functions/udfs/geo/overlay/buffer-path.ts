import { angleBetween, cross, dot, plus, scaled, unit, type Vector } from '../sphere.ts';

/** How finely the boundary of a buffer is drawn; angles in radians. */
export interface BufferSteps {
  radius: number;
  /** Between neighbouring points of a circle around a point, of an arc around a corner, and along an edge. */
  point: number;
  corner: number;
  edge: number;
}

/**
 * The steps with which straight edges stay within `error` of the true boundary, as S2BufferOperation has them; radius
 * and error in radians, the error below the radius and the radius below a quarter turn.
 */
export function bufferSteps(radius: number, error: number): BufferSteps {
  const corner = widestSpan(radius, error);
  const turn = 2 * Math.PI;
  return {
    radius,
    corner,
    point: turn / Math.ceil(turn / corner),
    edge: widestSpan(Math.PI / 2 - radius, error),
  };
}

/** At least three edges go around. */
function widestSpan(radius: number, error: number): number {
  return Math.min(
    (2 * Math.PI) / 3 + 1e-15,
    2 * Math.acos(Math.max(0, Math.tan(radius - error) / Math.tan(radius))),
  );
}

function onRay(from: Vector, direction: Vector, angle: number): Vector {
  return unit(plus(scaled(from, Math.cos(angle)), direction, Math.sin(angle)));
}

export function circleAround(point: Vector, steps: BufferSteps): Vector[] {
  const start = anyNormal(point);
  const side = unit(cross(point, start));
  const count = Math.round((2 * Math.PI) / steps.point);
  return Array.from({ length: count }, (_, step) =>
    onRay(point, onRay(start, side, step * steps.point), steps.radius),
  );
}

/** S2's choice of a direction at right angles. */
function anyNormal(point: Vector): Vector {
  const [x, y, z] = point.map(Math.abs) as [number, number, number];
  const largest = x > y ? (x > z ? 0 : 2) : y > z ? 1 : 2;
  const axis: [number, number, number] = [0.012, 0.0053, 0.00457];
  axis[(largest + 2) % 3] = 1;
  return unit(cross(point, axis));
}

/** The closed way around a line at a distance, once along each side; it may cross itself. */
export function pathAroundLine(line: readonly Vector[], steps: BufferSteps): Vector[] {
  const path: Vector[] = [];
  const back = line.toReversed();
  for (const points of [line, back]) {
    const [first, second] = points;
    if (first === undefined || second === undefined) continue;
    const axis = outward(first, second);
    if (points === line) path.push(...cornerArc(first, scaled(axis, -1), axis, steps));
    for (const [index, point] of points.slice(0, -2).entries())
      path.push(...edgeAndCorner(point, points[index + 1] ?? point, points[index + 2] ?? point, steps));
    const [last, before] = [points.at(-1) ?? first, points.at(-2) ?? first];
    const end = outward(before, last);
    path.push(...edgeArc(before, last, steps));
    if (points === line) path.push(...cornerArc(last, end, scaled(end, -1), steps));
  }
  return path;
}

/** The closed way around a ring, on its right side; it may cross itself. */
export function pathAroundRing(ring: readonly Vector[], steps: BufferSteps): Vector[] {
  const at = (index: number): Vector => ring[index % ring.length] ?? [0, 0, 0];
  return ring.flatMap((point, index) => edgeAndCorner(point, at(index + 1), at(index + 2), steps));
}

/** The normal to the right of an edge. */
function outward(from: Vector, to: Vector): Vector {
  return unit(cross(plus(to, from), plus(from, to, -1)));
}

/** At a turn to the right the way goes through the corner itself. */
function edgeAndCorner(a: Vector, b: Vector, c: Vector, steps: BufferSteps): Vector[] {
  const path = edgeArc(a, b, steps);
  const axis = outward(a, b);
  if (dot(cross(a, b), c) >= 0) return [...path, ...cornerArc(b, axis, outward(b, c), steps)];
  return [...path, onRay(b, axis, steps.radius), b];
}

/** Without the point at its end. */
function edgeArc(a: Vector, b: Vector, steps: BufferSteps): Vector[] {
  const axis = outward(a, b);
  const along = unit(cross(a, axis));
  return spread(angleBetween(a, b), steps.edge, (angle) => onRay(onRay(a, along, angle), axis, steps.radius));
}

/** Counterclockwise between two directions, without the point at its end. */
function cornerArc(corner: Vector, start: Vector, end: Vector, steps: BufferSteps): Vector[] {
  const side = unit(cross(corner, start));
  return spread(angleBetween(start, end), steps.corner, (angle) =>
    onRay(corner, onRay(start, side, angle), steps.radius),
  );
}

function spread(span: number, step: number, at: (angle: number) => Vector): Vector[] {
  const points = [at(0)];
  for (let angle = step; angle < span; angle += step) points.push(at(angle));
  return points;
}
