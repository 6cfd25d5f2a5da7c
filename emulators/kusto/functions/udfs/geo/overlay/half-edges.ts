import type { Arrangement } from './arrangement.ts';

/** The two directions of a stretch between two vertices; `twin` is the other direction. */
export interface HalfEdge {
  from: number;
  to: number;
  twin: number;
  /** For each layer: pieces in this direction less those in the other. */
  net: number[];
  /** Greatest or least id of the pieces in this direction; -1 when there are none. */
  id: number;
  /** For each layer: how often its rings wind around what lies to the left. */
  left: number[];
}

/** Which of several pieces along each other gives the half edge its id. */
export type NamedBy = 'least' | 'greatest';

export interface HalfEdges {
  edges: HalfEdge[];
  /** For each vertex the edges that leave it, counterclockwise from the west. */
  around: number[][];
}

/** Half edges of the pieces, with the winding numbers beside them. Far away from all of them each winding number is 0. */
export function halfEdgesOf(arrangement: Arrangement, layers: number, named: NamedBy): HalfEdges {
  const edges = joined(arrangement, layers, named);
  const around: number[][] = arrangement.vertices.map(() => []);
  for (const [index, { from }] of edges.entries()) around[from]?.push(index);
  const angles = edges.map(({ from, to }) => angleOf(arrangement, from, to));
  for (const leaving of around) leaving.sort((a, b) => (angles[a] ?? 0) - (angles[b] ?? 0));
  const graph = { edges, around };
  wind(graph, arrangement, layers);
  return graph;
}

function joined({ pieces }: Arrangement, layers: number, named: NamedBy): HalfEdge[] {
  const edges: HalfEdge[] = [];
  const byEnds = new Map<string, number>();
  for (const { from, to, layer, id } of pieces) {
    let index = byEnds.get(`${from},${to}`);
    if (index === undefined) {
      index = edges.length;
      edges.push(halfEdge(from, to, index + 1, layers), halfEdge(to, from, index, layers));
      byEnds.set(`${from},${to}`, index).set(`${to},${from}`, index + 1);
    }
    const [edge, twin] = pair(edges, index);
    edge.net[layer] = (edge.net[layer] ?? 0) + 1;
    twin.net[layer] = (twin.net[layer] ?? 0) - 1;
    if (edge.id < 0 || (named === 'least' ? id < edge.id : id > edge.id)) edge.id = id;
  }
  return edges;
}

function halfEdge(from: number, to: number, twin: number, layers: number): HalfEdge {
  const zeros = () => Array.from({ length: layers }, () => 0);
  return { from, to, twin, net: zeros(), id: -1, left: zeros() };
}

export function pair(edges: HalfEdge[], index: number): [HalfEdge, HalfEdge] {
  const edge = edges[index];
  const twin = edges[edge?.twin ?? -1];
  if (edge === undefined || twin === undefined) throw new RangeError(`no half edge ${index}`);
  return [edge, twin];
}

function angleOf({ flat }: Arrangement, from: number, to: number): number {
  const [a, b] = [flat[from] ?? [0, 0], flat[to] ?? [0, 0]];
  return Math.atan2(b[1] - a[1], b[0] - a[0]);
}

/** Carries the winding numbers from each westernmost vertex over its component. */
function wind({ edges, around }: HalfEdges, arrangement: Arrangement, layers: number): void {
  const isKnown = edges.map(() => false);
  const { flat } = arrangement;
  const fromWest = flat.map((_, vertex) => vertex).sort((a, b) => compareFlat(flat[a], flat[b]));
  for (const vertex of fromWest) {
    const last = around[vertex]?.at(-1);
    if (last === undefined || isKnown[last] === true) continue;
    pair(edges, last)[0].left = windingWestOf(vertex, edges, arrangement, layers);
    const open = [last];
    isKnown[last] = true;
    const reach = (index: number, left: number[]) => {
      if (isKnown[index] === true) return;
      pair(edges, index)[0].left = left;
      isKnown[index] = true;
      open.push(index);
    };
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const [edge] = pair(edges, index);
      reach(
        edge.twin,
        edge.left.map((count, layer) => count - (edge.net[layer] ?? 0)),
      );
      const leaving = around[edge.from] ?? [];
      const next = leaving[(leaving.indexOf(index) + 1) % leaving.length] ?? index;
      const { net } = pair(edges, next)[0];
      reach(
        next,
        edge.left.map((count, layer) => count + (net[layer] ?? 0)),
      );
    }
  }
}

function compareFlat(a: readonly [number, number] = [0, 0], b: readonly [number, number] = [0, 0]): number {
  return a[0] - b[0] || a[1] - b[1];
}

/** Counts what crosses a ray from the vertex to the west. */
function windingWestOf(vertex: number, edges: HalfEdge[], { flat }: Arrangement, layers: number): number[] {
  const [x, y] = flat[vertex] ?? [0, 0];
  const winding = Array.from({ length: layers }, () => 0);
  for (let index = 0; index < edges.length; index += 2) {
    const [edge] = pair(edges, index);
    const [a, b] = [flat[edge.from] ?? [0, 0], flat[edge.to] ?? [0, 0]];
    if (edge.from === vertex || edge.to === vertex || a[1] > y === b[1] > y) continue;
    if (a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]) >= x) continue;
    const goesSouth = b[1] <= y;
    for (let layer = 0; layer < layers; layer++)
      winding[layer] = (winding[layer] ?? 0) + (goesSouth ? 1 : -1) * (edge.net[layer] ?? 0);
  }
  return winding;
}
