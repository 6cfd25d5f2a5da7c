import type { Vector } from '../sphere.ts';
import { type Arrangement, arrange, type LayerArc } from './arrangement.ts';
import { type HalfEdges, halfEdgesOf, type NamedBy, pair } from './half-edges.ts';
import { type Loop, loopsOf } from './loops.ts';

/** The shell counterclockwise first, then the holes clockwise; a ring does not repeat its first point. */
export type Rings = Vector[][];

interface Regions {
  arrangement: Arrangement;
  graph: HalfEdges;
  /** For each half edge whether it bounds a polygon. */
  isBoundary: boolean[];
  /** The shapes of all points whose winding numbers are inside, in S2's order. */
  polygons: Rings[];
}

/** The set of points where the winding numbers of the layers satisfy `isInside`. */
export function regionsOf(
  arcs: readonly LayerArc[],
  layers: number,
  named: NamedBy,
  isInside: (winding: number[]) => boolean,
): Regions {
  const arrangement = arrange(arcs);
  const graph = halfEdgesOf(arrangement, layers, named);
  const isChosen = graph.edges.map(
    (edge, index) => isInside(edge.left) && !isInside(pair(graph.edges, index)[1].left),
  );
  const loops = loopsOf(graph, isChosen);
  return { arrangement, graph, isBoundary: isChosen, polygons: nested(loops, arrangement, graph) };
}

function nested(loops: Loop[], arrangement: Arrangement, { edges }: HalfEdges): Rings[] {
  const rings = loops.map((loop) => {
    const vertices = loop.map((index) => pair(edges, index)[0].from);
    return { vertices, area: areaOf(vertices, arrangement), holes: [] as number[][] };
  });
  const shells = rings.filter(({ area }) => area > 0);
  for (const hole of rings.filter(({ area }) => area <= 0)) {
    const around = shells
      .filter((shell) => shell.area >= -hole.area && holds(shell.vertices, hole.vertices, arrangement))
      .sort((a, b) => a.area - b.area);
    around[0]?.holes.push(hole.vertices);
  }
  const vectorsOf = (vertices: number[]) =>
    vertices.map((vertex) => arrangement.vertices[vertex] ?? ([0, 0, 0] as const));
  return shells.map(({ vertices, holes }) => [vertices, ...holes].map(vectorsOf));
}

function areaOf(vertices: number[], { flat }: Arrangement): number {
  const [originX, originY] = flat[vertices[0] ?? 0] ?? [0, 0];
  return vertices.reduce((sum, vertex, index) => {
    const [x, y] = flat[vertex] ?? [0, 0];
    const [nextX, nextY] = flat[vertices[(index + 1) % vertices.length] ?? 0] ?? [0, 0];
    return sum + (x - originX) * (nextY - originY) - (nextX - originX) * (y - originY);
  }, 0);
}

/** Whether a vertex of the hole that is not one of the shell lies in the shell; one that touches all over does. */
function holds(shell: number[], hole: number[], { flat }: Arrangement): boolean {
  const own = new Set(shell);
  const free = hole.find((vertex) => !own.has(vertex));
  if (free === undefined) return true;
  const [x, y] = flat[free] ?? [0, 0];
  let isOdd = false;
  for (const [index, vertex] of shell.entries()) {
    const [a, b] = [flat[vertex] ?? [0, 0], flat[shell[(index + 1) % shell.length] ?? 0] ?? [0, 0]];
    if (a[1] > y === b[1] > y) continue;
    if (x < a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0])) isOdd = !isOdd;
  }
  return isOdd;
}
