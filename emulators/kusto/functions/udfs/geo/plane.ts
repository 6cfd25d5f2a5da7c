import { unsupported } from '../../../types/kql-error.ts';
import { cross, dot, lengthOf, plus, unit, type Vector } from './sphere.ts';

type FlatPoint = readonly [number, number];

/** The hemisphere around `center` seen from the middle of the sphere: geodesics become straight lines. */
export interface Plane {
  center: Vector;
  axes: readonly [Vector, Vector];
  rings: FlatPoint[][];
  bounds: { west: number; east: number; south: number; north: number };
  /** The edges at each height, by equal bands from south to north. */
  bands: Edge[][];
}

/** Throws for rings that do not fit into one hemisphere. */
export function planeOf(rings: Vector[][]): Plane {
  const points = rings.flat();
  const sum = points.reduce<Vector>((total, point) => plus(total, point), [0, 0, 0]);
  if (lengthOf(sum) < 1e-9) throw unsupported('A polygon as large as a hemisphere');
  const center = unit(sum);
  if (points.some((point) => dot(point, center) < 0.02))
    throw unsupported('A polygon as large as a hemisphere');
  const east = unit(cross(Math.abs(center[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0], center));
  const axes = [east, cross(center, east)] as const;
  return {
    center,
    axes,
    ...banded(rings.map((ring) => ring.map((point) => flattened(point, center, axes)))),
  };
}

/** About this many edges are looked at for a point. */
const edgesPerBand = 8;
const maxBands = 1024;

function banded(rings: FlatPoint[][]): Pick<Plane, 'rings' | 'bounds' | 'bands'> {
  const edges = rings.flatMap(edgesOf);
  const bounds = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const [x, y] of rings.flat()) {
    bounds.west = Math.min(bounds.west, x);
    bounds.east = Math.max(bounds.east, x);
    bounds.south = Math.min(bounds.south, y);
    bounds.north = Math.max(bounds.north, y);
  }
  const count = Math.min(maxBands, Math.ceil(edges.length / edgesPerBand));
  const bands: Edge[][] = Array.from({ length: count }, () => []);
  for (const edge of edges) {
    const first = bandOf(Math.min(edge.from[1], edge.to[1]), bounds, count);
    const last = bandOf(Math.max(edge.from[1], edge.to[1]), bounds, count);
    for (let band = first; band <= last; band++) bands[band]?.push(edge);
  }
  return { rings, bounds, bands };
}

function bandOf(y: number, { south, north }: Plane['bounds'], count: number): number {
  return Math.min(count - 1, Math.floor(((y - south) / (north - south)) * count));
}

function flattened(point: Vector, center: Vector, [east, north]: readonly [Vector, Vector]): FlatPoint {
  const depth = dot(point, center);
  return [dot(point, east) / depth, dot(point, north) / depth];
}

/** Inside the shell and outside of the holes. */
export function isInside(point: Vector, { center, axes, bounds, bands }: Plane): boolean {
  if (dot(point, center) <= 0) return false;
  const [x, y] = flattened(point, center, axes);
  if (x < bounds.west || x > bounds.east || y < bounds.south || y > bounds.north) return false;
  let isOdd = false;
  for (const { from, to } of bands[bandOf(y, bounds, bands.length)] ?? []) {
    if (from[1] > y === to[1] > y) continue;
    if (x < from[0] + ((y - from[1]) / (to[1] - from[1])) * (to[0] - from[0])) isOdd = !isOdd;
  }
  return isOdd;
}

interface Edge {
  from: FlatPoint;
  to: FlatPoint;
}

function edgesOf(ring: FlatPoint[]): Edge[] {
  return ring.map((from, index) => ({ from, to: ring[(index + 1) % ring.length] ?? from }));
}

/** Whether two edges cross or are the same; a shared corner is allowed. The edges are swept from west to east. */
export function ringsCross(rings: FlatPoint[][]): boolean {
  const edges = rings.flatMap(edgesOf).sort((a, b) => westOf(a) - westOf(b));
  let pairs = 0;
  for (const [index, edge] of edges.entries()) {
    const east = Math.max(edge.from[0], edge.to[0]);
    for (let next = index + 1; next < edges.length; next++) {
      const other = edges[next];
      if (other === undefined || westOf(other) > east) break;
      if (++pairs > maxPairs) throw unsupported('A polygon with so many edges that lie so close');
      if (liesApart(edge, other)) continue;
      if (edgesCross(edge, other)) return true;
    }
  }
  return false;
}

/** Pairs of edges that overlap from west to east. */
const maxPairs = 3_000_000;

function liesApart(a: Edge, b: Edge): boolean {
  return (
    Math.max(a.from[1], a.to[1]) < Math.min(b.from[1], b.to[1]) ||
    Math.min(a.from[1], a.to[1]) > Math.max(b.from[1], b.to[1])
  );
}

function westOf({ from, to }: Edge): number {
  return Math.min(from[0], to[0]);
}

function edgesCross(a: Edge, b: Edge): boolean {
  const shared = [a.from, a.to].filter((end) => isSame(end, b.from) || isSame(end, b.to)).length;
  if (shared > 0) return shared === 2;
  const aroundB = side(a, b.from) * side(a, b.to);
  const aroundA = side(b, a.from) * side(b, a.to);
  return aroundB < 0 && aroundA < 0;
}

function isSame(a: FlatPoint, b: FlatPoint): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function side({ from, to }: Edge, [x, y]: FlatPoint): number {
  return Math.sign((to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]));
}

export function isCounterclockwise(ring: FlatPoint[]): boolean {
  const [origin = [0, 0]] = ring;
  const doubled = edgesOf(ring).reduce(
    (sum, { from, to }) =>
      sum + (from[0] - origin[0]) * (to[1] - origin[1]) - (to[0] - origin[0]) * (from[1] - origin[1]),
    0,
  );
  return doubled > 0;
}
