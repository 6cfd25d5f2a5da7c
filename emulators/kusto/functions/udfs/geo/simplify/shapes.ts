import { unsupported } from '../../../../types/kql-error.ts';
import { arcsOfLine, arcsOfRing } from '../arcs.ts';
import { rotated } from '../overlay/loops.ts';
import type { Rings } from '../overlay/regions.ts';
import { isCounterclockwise, isInside, planeOf } from '../plane.ts';
import type { Vector } from '../sphere.ts';
import { type SiteEdge, simplified } from './chains.ts';

/** A line with fewer corners, within a distance in radians; null when nothing is left of it. */
export function simplifiedLine(line: Vector[], radius: number): Vector[] | null {
  const { sites, edges } = simplified(arcsOfLine(line), radius);
  const [first] = edges;
  if (first === undefined) return null;
  const way = followed(edges, edges.find(({ from }) => !edges.some(({ to }) => to === from)) ?? first);
  if (way.length < edges.length) throw unsupported('Simplifying a line that comes back to itself');
  return [way[0]?.from ?? 0, ...way.map(({ to }) => to)].map((site): Vector => sites[site] ?? [0, 0, 0]);
}

/** Polygons with fewer corners, within a distance in radians; an empty list when nothing is left of them. */
export function simplifiedPolygons(polygons: Rings[], radius: number): Rings[] {
  const { sites, edges } = simplified(polygons.flat().flatMap(arcsOfRing), radius);
  const left = new Set(withoutThereAndBack(edges));
  const loops: SiteEdge[][] = [];
  for (const edge of [...left].sort((a, b) => a.id - b.id)) {
    if (!left.has(edge)) continue;
    const loop = followed([...left], edge);
    if (loop.at(-1)?.to !== edge.from) throw unsupported('Simplifying polygons whose rings touch');
    for (const part of loop) left.delete(part);
    loops.push(rotated(loop, (part) => part?.id ?? 0));
  }
  const rings = loops
    .sort((a, b) => (a[0]?.id ?? 0) - (b[0]?.id ?? 0))
    .map((loop) => loop.map(({ from }): Vector => sites[from] ?? [0, 0, 0]));
  return nested(rings);
}

function withoutThereAndBack(edges: SiteEdge[]): SiteEdge[] {
  const keys = new Set(edges.map(({ from, to }) => `${from},${to}`));
  return edges.filter(({ from, to }) => !keys.has(`${to},${from}`));
}

/** The edges from one on, each where the one before ends. */
function followed(edges: SiteEdge[], start: SiteEdge): SiteEdge[] {
  const leaving = new Map(edges.map((edge) => [edge.from, edge]));
  if (leaving.size < edges.length) throw unsupported('Simplifying shapes that touch themselves');
  const way: SiteEdge[] = [];
  for (let edge: SiteEdge | undefined = start; edge !== undefined; edge = leaving.get(edge.to)) {
    way.push(edge);
    leaving.delete(edge.from);
  }
  return way;
}

function nested(rings: Vector[][]): Rings[] {
  const planes = rings.map((ring) => ({ ring, plane: planeOf([ring]) }));
  const isShell = ({ plane }: (typeof planes)[number]) => isCounterclockwise(plane.rings[0] ?? []);
  const shells = planes.filter(isShell).map(({ ring, plane }) => ({ plane, rings: [ring] }));
  for (const { ring } of planes.filter((entry) => !isShell(entry))) {
    const around = shells.filter(({ plane }) => ring.every((point) => isInside(point, plane)));
    if (around[0] === undefined || around.length > 1) throw unsupported('Simplifying polygons within holes');
    around[0].rings.push(ring);
  }
  return shells.map((shell) => shell.rings);
}
