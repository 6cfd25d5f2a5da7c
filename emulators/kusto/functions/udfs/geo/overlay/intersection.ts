import { arcsOfLine } from '../arcs.ts';
import type { Parts } from '../geometry.ts';
import type { Vector } from '../sphere.ts';
import { type Arrangement, arrange, type LayerArc, type Piece } from './arrangement.ts';
import { type HalfEdge, halfEdgesOf, pair } from './half-edges.ts';
import { layered } from './polygon-union.ts';
import { type Rings, regionsOf } from './regions.ts';

/** What two sets of polygons have in common: also edges and corners at which they only touch. */
export function polygonsIntersection(first: Rings[], second: Rings[]): Parts {
  const arcs = layered([first, second]);
  const { arrangement, graph, isBoundary, polygons } = regionsOf(
    arcs,
    2,
    'greatest',
    ([a = 0, b = 0]) => a > 0 && b > 0,
  );
  const covered = new Set<number>();
  for (const [index, edge] of graph.edges.entries())
    if (isBoundary[index]) covered.add(edge.from).add(edge.to);
  const isTouching = ({ net, left }: HalfEdge) =>
    (net[0] ?? 0) * (net[1] ?? 0) < 0 && !((left[0] ?? 0) > 0 && (left[1] ?? 0) > 0);
  const touching = graph.edges.filter(
    (edge, index) =>
      edge.id >= 0 && (edge.net[0] ?? 0) > 0 && isTouching(edge) && isTouching(pair(graph.edges, index)[1]),
  );
  const lines = chained(
    touching.map(({ from, to, id }) => ({ from, to, id, layer: 0 })),
    arrangement,
  );
  for (const { from, to } of touching) covered.add(from).add(to);
  return { points: meetingPoints(arrangement, covered), lines, polygons };
}

/** The parts of lines that lie in polygons, and the points where they only touch one. */
export function lineWithPolygonsIntersection(lines: Vector[][], polygons: Rings[]): Parts {
  const lineArcs = layeredLines(lines, 1, 0);
  const shapes = layered([polygons]).map((arc) => ({ ...arc, id: arc.id + lineArcs.length }));
  const arrangement = arrange([...lineArcs, ...shapes]);
  const { edges } = halfEdgesOf(arrangement, 2, 'least');
  const byEnds = new Map(edges.map((edge, index) => [`${edge.from},${edge.to}`, index]));
  const inside = arrangement.pieces.filter(({ layer, from, to }) => {
    const index = byEnds.get(`${from},${to}`);
    return layer === 1 && index !== undefined && pair(edges, index).some(({ left }) => (left[0] ?? 0) > 0);
  });
  const covered = new Set(inside.flatMap(({ from, to }) => [from, to]));
  return { points: meetingPoints(arrangement, covered), lines: chained(inside, arrangement), polygons: [] };
}

/** The points where lines cross or touch and the stretches that they share. */
export function linesIntersection(first: Vector[][], second: Vector[][]): Parts {
  const ownArcs = layeredLines(first, 0, 0);
  const arrangement = arrange([...ownArcs, ...layeredLines(second, 1, ownArcs.length)]);
  const others = new Set(
    arrangement.pieces
      .filter(({ layer }) => layer === 1)
      .flatMap(({ from, to }) => [`${from},${to}`, `${to},${from}`]),
  );
  const shared = arrangement.pieces.filter(
    ({ layer, from, to }) => layer === 0 && others.has(`${from},${to}`),
  );
  const covered = new Set(shared.flatMap(({ from, to }) => [from, to]));
  return { points: meetingPoints(arrangement, covered), lines: chained(shared, arrangement), polygons: [] };
}

function layeredLines(lines: Vector[][], layer: number, firstId: number): LayerArc[] {
  return lines.flatMap(arcsOfLine).map((arc, index) => ({ ...arc, layer, id: firstId + index }));
}

function meetingPoints({ meetings, vertices }: Arrangement, covered: Set<number>): Vector[] {
  return [...meetings]
    .filter((vertex) => !covered.has(vertex))
    .sort((a, b) => a - b)
    .map((vertex): Vector => vertices[vertex] ?? [0, 0, 0]);
}

/** Pieces joined end to end in the order of their ids; a stretch that comes again is left out. */
export function chained(pieces: Piece[], { vertices }: Arrangement): Vector[][] {
  const chains: number[][] = [];
  const seen = new Set<string>();
  for (const { from, to } of pieces.toSorted((a, b) => a.id - b.id)) {
    const key = from < to ? `${from},${to}` : `${to},${from}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const chain = chains.at(-1);
    if (chain !== undefined && chain.at(-1) === from) chain.push(to);
    else chains.push([from, to]);
  }
  return chains.map((chain) => chain.map((vertex): Vector => vertices[vertex] ?? [0, 0, 0]));
}
