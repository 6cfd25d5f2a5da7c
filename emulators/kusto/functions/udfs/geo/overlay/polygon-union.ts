import { unsupported } from '../../../../types/kql-error.ts';
import { arcsOfRing } from '../arcs.ts';
import type { LayerArc } from './arrangement.ts';
import { areApart, capOf } from './bounds.ts';
import { type Rings, regionsOf } from './regions.ts';

/** Edges that go into all unions of pairs. */
const maxEdges = 50_000;

/** Several polygons as one set of polygons that lie apart: pairs are united, those with the fewest corners first. */
export function united(polygons: readonly Rings[]): Rings[] {
  const queue = polygons.map((rings) => ({ polygons: [rings], corners: cornersOf([rings]) }));
  let edges = 0;
  while (queue.length > 1) {
    queue.sort((a, b) => a.corners - b.corners);
    const [first, second] = queue.splice(0, 2);
    edges += (first?.corners ?? 0) + (second?.corners ?? 0);
    if (edges > maxEdges) throw unsupported('A union of polygons with so many edges');
    const union = unionOf(first?.polygons ?? [], second?.polygons ?? []);
    queue.push({ polygons: union, corners: cornersOf(union) });
  }
  return queue[0]?.polygons ?? [];
}

/** A corner that rings share counts once; with that the order of Kusto's answers comes out. */
function cornersOf(polygons: Rings[]): number {
  return new Set(polygons.flat(2).map(String)).size;
}

function unionOf(first: Rings[], second: Rings[]): Rings[] {
  if (areApart(capOf(first.flat(2)), capOf(second.flat(2)))) return [...first, ...second];
  return regionsOf(layered([first, second]), 2, 'greatest', ([a = 0, b = 0]) => a > 0 || b > 0).polygons;
}

/** The edges of polygons, a layer for each member. */
export function layered(members: readonly Rings[][]): LayerArc[] {
  let id = 0;
  return members.flatMap((polygons, layer) =>
    polygons.flat().flatMap((ring) => arcsOfRing(ring).map((arc) => ({ ...arc, layer, id: id++ }))),
  );
}
