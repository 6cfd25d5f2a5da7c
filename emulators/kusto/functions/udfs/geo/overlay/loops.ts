import { type HalfEdges, pair } from './half-edges.ts';

/** A closed way along half edges, the inside to its left. */
export type Loop = number[];

/**
 * Loops of the chosen half edges, which turn left as sharply as they can and touch no vertex twice. The starts and the
 * order follow the ids of the edges, as S2Builder has them: the edge with the greatest id is a loop's last.
 */
export function loopsOf(graph: HalfEdges, isChosen: readonly boolean[]): Loop[] {
  const isOpen = [...isChosen];
  const loops: Loop[] = [];
  const starts = [...isOpen.keys()]
    .filter((index) => isOpen[index])
    .sort((a, b) => idOf(graph, a) - idOf(graph, b));
  for (const start of starts) {
    const path: number[] = [];
    const placeOf = new Map<number, number>();
    for (
      let index: number | undefined = start;
      index !== undefined && isOpen[index];
      index = leftTurn(graph, isOpen, index)
    ) {
      isOpen[index] = false;
      const [edge] = pair(graph.edges, index);
      placeOf.set(edge.from, path.push(index) - 1);
      const place = placeOf.get(edge.to);
      if (place === undefined) continue;
      const loop = path.splice(place);
      for (const part of loop) placeOf.delete(pair(graph.edges, part)[0].from);
      loops.push(rotated(loop, (part) => idOf(graph, part)));
    }
  }
  return loops.sort((a, b) => idOf(graph, a[0]) - idOf(graph, b[0]));
}

function idOf({ edges }: HalfEdges, index: number | undefined): number {
  return edges[index ?? -1]?.id ?? 0;
}

/** The first open edge clockwise from where the edge came. */
function leftTurn(
  { edges, around }: HalfEdges,
  isOpen: readonly boolean[],
  index: number,
): number | undefined {
  const [edge] = pair(edges, index);
  const leaving = around[edge.to] ?? [];
  const from = leaving.indexOf(edge.twin);
  for (let step = 1; step <= leaving.length; step++) {
    const next = leaving[(from - step + leaving.length) % leaving.length];
    if (next !== undefined && isOpen[next]) return next;
  }
  return undefined;
}

/** A loop from its canonical start: of several edges in a row with the greatest id, the last in the circle comes last. */
export function rotated<Item>(loop: readonly Item[], idOf: (item: Item | undefined) => number): Item[] {
  let last = 0;
  let sawGap = false;
  for (let place = 1; place < loop.length; place++) {
    const difference = idOf(loop[place]) - idOf(loop[last]);
    if (difference < 0) sawGap = true;
    else if (difference > 0 || !sawGap) {
      last = place;
      sawGap = false;
    }
  }
  return [...loop.slice(last + 1), ...loop.slice(0, last + 1)];
}
