import { unsupported } from '../../../../types/kql-error.ts';
import type { Arc } from '../arcs.ts';
import type { Vector } from '../sphere.ts';
import { type FlatPoint, projectionOf } from './projection.ts';
import { mergeDistance, VertexSet } from './vertex-set.ts';

/** An arc of a layer; `id` orders the arcs of all layers. */
export interface LayerArc extends Arc {
  layer: number;
  id: number;
}

/** A part of an arc between two neighbouring vertices of the arrangement. */
export interface Piece {
  from: number;
  to: number;
  layer: number;
  id: number;
}

/** Arcs cut where they meet: no piece crosses another one, and pieces along each other have the same ends. */
export interface Arrangement {
  vertices: Vector[];
  flat: FlatPoint[];
  pieces: Piece[];
  /** Vertices at which arcs of different layers meet. */
  meetings: Set<number>;
}

/** Pairs of arcs whose boxes overlap from west to east. */
const maxPairs = 1_000_000;
export const maxArcs = 10_000;

/** Throws for shapes that are too large to be cut in bounded time. */
export function arrange(arcs: readonly LayerArc[]): Arrangement {
  if (arcs.length > maxArcs) throw unsupported(`A geospatial operation on more than ${maxArcs} edges`);
  const projection = projectionOf(arcs.map(({ from }) => from).concat(arcs.map(({ to }) => to)));
  const vertices = new VertexSet(projection);
  const segments = arcs.map((arc) => segmentOf(arc, vertices));
  const meetings = new Set<number>();
  for (const [a, b] of meetingPairs(segments)) {
    for (const at of cut(a, b, vertices)) if (a.arc.layer !== b.arc.layer) meetings.add(at);
  }
  return {
    vertices: vertices.vectors,
    flat: vertices.flat,
    pieces: segments.flatMap((segment) => piecesOf(segment, vertices)),
    meetings,
  };
}

interface Segment {
  arc: LayerArc;
  from: number;
  to: number;
  start: FlatPoint;
  end: FlatPoint;
  cuts: number[];
}

function segmentOf(arc: LayerArc, vertices: VertexSet): Segment {
  const [from, to] = [vertices.add(arc.from), vertices.add(arc.to)];
  return { arc, from, to, start: vertices.at(from), end: vertices.at(to), cuts: [] };
}

/** Pairs whose boxes meet, swept from west to east. */
function* meetingPairs(segments: Segment[]): Iterable<[Segment, Segment]> {
  const sorted = segments.map((segment) => ({ segment, ...boxOf(segment) })).sort((a, b) => a.west - b.west);
  let pairs = 0;
  for (const [index, one] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length; next++) {
      const other = sorted[next];
      if (other === undefined || other.west > one.east) break;
      if (++pairs > maxPairs) throw unsupported('A geospatial operation on edges that lie so close');
      if (other.south > one.north || other.north < one.south) continue;
      yield [one.segment, other.segment];
    }
  }
}

function boxOf({ start, end }: Segment): { west: number; east: number; south: number; north: number } {
  return {
    west: Math.min(start[0], end[0]) - mergeDistance,
    east: Math.max(start[0], end[0]) + mergeDistance,
    south: Math.min(start[1], end[1]) - mergeDistance,
    north: Math.max(start[1], end[1]) + mergeDistance,
  };
}

/** Cuts both where they touch or cross, and gives the vertices there. */
function cut(a: Segment, b: Segment, vertices: VertexSet): number[] {
  const touching = [
    ...(liesOn(a.start, b) ? [[a.from, b] as const] : []),
    ...(liesOn(a.end, b) ? [[a.to, b] as const] : []),
    ...(liesOn(b.start, a) ? [[b.from, a] as const] : []),
    ...(liesOn(b.end, a) ? [[b.to, a] as const] : []),
  ];
  for (const [vertex, segment] of touching) segment.cuts.push(vertex);
  if (touching.length > 0) return touching.map(([vertex]) => vertex);
  const crossing = crossingOf(a, b);
  if (crossing === null) return [];
  const vertex = vertices.addFlat(crossing);
  a.cuts.push(vertex);
  b.cuts.push(vertex);
  return [vertex];
}

function liesOn([x, y]: FlatPoint, { start, end }: Segment): boolean {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const squared = dx * dx + dy * dy;
  const along = (x - start[0]) * dx + (y - start[1]) * dy;
  const aside = (x - start[0]) * dy - (y - start[1]) * dx;
  if (along < -mergeDistance * Math.sqrt(squared) || along > squared + mergeDistance * Math.sqrt(squared))
    return false;
  return Math.abs(aside) <= mergeDistance * Math.sqrt(squared);
}

function crossingOf(a: Segment, b: Segment): FlatPoint | null {
  const [dx, dy] = [a.end[0] - a.start[0], a.end[1] - a.start[1]];
  const [ex, ey] = [b.end[0] - b.start[0], b.end[1] - b.start[1]];
  const [gapX, gapY] = [b.start[0] - a.start[0], b.start[1] - a.start[1]];
  const turn = dx * ey - dy * ex;
  if (turn === 0) return null;
  const [t, u] = [(gapX * ey - gapY * ex) / turn, (gapX * dy - gapY * dx) / turn];
  return t < 0 || t > 1 || u < 0 || u > 1 ? null : [a.start[0] + t * dx, a.start[1] + t * dy];
}

function piecesOf({ arc: { layer, id }, from, to, start, end, cuts }: Segment, vertices: VertexSet): Piece[] {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const along = (vertex: number) => {
    const [x, y] = vertices.at(vertex);
    return (x - start[0]) * dx + (y - start[1]) * dy;
  };
  const stops = [
    ...new Set([
      from,
      ...[...new Set(cuts)].filter((stop) => stop !== to).sort((a, b) => along(a) - along(b)),
      to,
    ]),
  ];
  return stops.slice(1).flatMap((stop, index) => {
    const previous = stops[index] ?? stop;
    return previous === stop ? [] : [{ from: previous, to: stop, layer, id }];
  });
}
