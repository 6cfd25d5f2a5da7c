import { angleBetween, dot, lengthOf, nearestOnArc, plus, unit, type Vector } from './sphere.ts';

/** A geodesic of less than half a turn. */
export interface Arc {
  from: Vector;
  to: Vector;
}

export function arcsOfLine(points: readonly Vector[]): Arc[] {
  return points.slice(1).map((to, index) => ({ from: points[index] ?? to, to }));
}

export function arcsOfRing(ring: readonly Vector[]): Arc[] {
  return ring.map((from, index) => ({ from, to: ring[(index + 1) % ring.length] ?? from }));
}

export function arcLength({ from, to }: Arc): number {
  return angleBetween(from, to);
}

/** The same way in arcs of at most 120°. */
export function shortArcs(arcs: readonly Arc[]): Arc[] {
  return arcs.flatMap((arc) => {
    if (dot(arc.from, arc.to) > -0.5) return [arc];
    const middle = unit(plus(arc.from, arc.to));
    return [
      { from: arc.from, to: middle },
      { from: middle, to: arc.to },
    ];
  });
}

export function distanceToArc(point: Vector, { from, to }: Arc): number {
  return angleBetween(point, nearestOnArc(point, from, to));
}

/** The least angle between points of two arcs that do not cross. */
export function arcsDistance(a: Arc, b: Arc): number {
  return Math.min(
    distanceToArc(a.from, b),
    distanceToArc(a.to, b),
    distanceToArc(b.from, a),
    distanceToArc(b.to, a),
  );
}

/** The point of several arcs that is nearest; the point itself when there are none. */
export function nearestOfArcs(point: Vector, arcs: readonly Arc[]): Vector {
  let best: Vector = point;
  let least = Number.POSITIVE_INFINITY;
  for (const { from, to } of arcs) {
    const candidate = nearestOnArc(point, from, to);
    const distance = lengthOf(plus(candidate, point, -1));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}
