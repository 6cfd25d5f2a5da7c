import { unsupported } from '../../../../types/kql-error.ts';
import type { Arc } from '../arcs.ts';
import { distanceToArc } from '../arcs.ts';
import { angleBetween, cross, dot, type Vector } from '../sphere.ts';
import { DirectionWindow } from './direction-window.ts';
import { type Snapping, snappedEdge, snappingOf, turn } from './sites.ts';

/** An edge between two sites; `id` is the least one of the edges that became it. */
export interface SiteEdge {
  from: number;
  to: number;
  id: number;
}

interface Simplified {
  sites: Vector[];
  edges: SiteEdge[];
}

/** Longer edges are cut by S2 on the way. */
const longestEdge = 0.5;

/** Edges snapped to sites with a distance of more than `radius` radians, and edge chains straightened, as S2Builder does it. */
export function simplified(arcs: readonly Arc[], radius: number): Simplified {
  const snapping = snappingOf(arcs, radius);
  const { sites } = snapping;
  const chains = snapping.isNeeded
    ? arcs.map((arc, index) => snappedEdge(arc, index, snapping))
    : unsnapped(arcs, sites);
  const edges = chains.flatMap((chain, id) =>
    chain.slice(1).map((to, index): SiteEdge => ({ from: chain[index] ?? to, to, id })),
  );
  if (!snapping.isNeeded) return { sites, edges };
  for (const [id, chain] of chains.entries()) requirePlain(arcs[id], chain, id, snapping);
  return { sites, edges: straightened(edges, targetsOf(arcs, chains), snapping) };
}

function unsnapped(arcs: readonly Arc[], sites: Vector[]): number[][] {
  const places = new Map(sites.map((site, index) => [String(site), index]));
  return arcs.map(({ from, to }) => [places.get(String(from)) ?? 0, places.get(String(to)) ?? 0]);
}

/** S2 adds sites where a snapped edge comes too near to another site or leaves its edge. */
function requirePlain(arc: Arc | undefined, chain: number[], id: number, snapping: Snapping): void {
  const at = (site: number): Vector => snapping.sites[site] ?? [0, 0, 0];
  for (const [index, site] of chain.slice(1).entries()) {
    const edge = { from: at(chain[index] ?? site), to: at(site) };
    const isClose = (snapping.nearby[id] ?? []).some(
      (other) => !chain.includes(other) && distanceToArc(at(other), edge) < snapping.edgeSeparation,
    );
    if (isClose || arc === undefined || angleBetween(edge.from, edge.to) > longestEdge)
      throw unsupported('Simplifying a shape with edges so close or so long');
  }
}

/** For each site the corners that became it. */
function targetsOf(arcs: readonly Arc[], chains: number[][]): Vector[][] {
  const targets: Vector[][] = [];
  const add = (site: number, corner: Vector) => {
    targets[site] = [...(targets[site] ?? []), corner];
  };
  for (const [id, chain] of chains.entries()) {
    const arc = arcs[id];
    const [first, last] = [chain[0], chain.at(-1)];
    if (arc === undefined || first === undefined || last === undefined) continue;
    add(first, arc.from);
    add(last, arc.to);
  }
  return targets;
}

function straightened(edges: SiteEdge[], targets: Vector[][], snapping: Snapping): SiteEdge[] {
  const sorted = edges.toSorted((a, b) => a.from - b.from || a.to - b.to || a.id - b.id);
  const leaving = new Map<number, SiteEdge[]>();
  const coming = new Map<number, SiteEdge[]>();
  for (const edge of sorted) {
    leaving.set(edge.from, [...(leaving.get(edge.from) ?? []), edge]);
    coming.set(edge.to, [...(coming.get(edge.to) ?? []), edge]);
  }
  const isInner = (site: number) => {
    const [out, into] = [leaving.get(site) ?? [], coming.get(site) ?? []];
    return out.length === 1 && into.length === 1 && out[0]?.to !== into[0]?.from;
  };
  const isUsed = new Set<SiteEdge>();
  const result: SiteEdge[] = [];
  const follow = (start: SiteEdge) => {
    let edge: SiteEdge | undefined = start;
    while (edge !== undefined && !isUsed.has(edge)) {
      const chain = longestChain(edge, start.from, leaving, isInner, targets, snapping);
      for (const part of chain) isUsed.add(part);
      const last: SiteEdge = chain.at(-1) ?? edge;
      result.push({ from: edge.from, to: last.to, id: Math.min(...chain.map(({ id }) => id)) });
      edge = isInner(last.to) && last.to !== start.from ? leaving.get(last.to)?.[0] : undefined;
    }
  };
  for (const edge of sorted) if (!isInner(edge.from) && !isUsed.has(edge)) follow(edge);
  for (const edge of sorted) if (!isUsed.has(edge)) follow(edge);
  return result;
}

/** As many edges from the first on as one straight edge may replace. */
function longestChain(
  first: SiteEdge,
  loopStart: number,
  leaving: Map<number, SiteEdge[]>,
  isInner: (site: number) => boolean,
  targets: Vector[][],
  snapping: Snapping,
): SiteEdge[] {
  const at = (site: number): Vector => snapping.sites[site] ?? [0, 0, 0];
  const window = new DirectionWindow(at(first.from));
  const used = new Set([first.from]);
  const chain = [first];
  const isFree = avoidsSites(window, first.from, first, used, snapping);
  for (let last = first; isFree; ) {
    used.add(last.to);
    const next = leaving.get(last.to)?.[0];
    if (!isInner(last.to) || last.to === loopStart || next === undefined) break;
    const hits = (targets[last.to] ?? []).every((corner) => window.target(corner, snapping.radius));
    if (!hits || !avoidsSites(window, first.from, next, used, snapping) || !window.reaches(at(next.to)))
      break;
    chain.push(next);
    last = next;
  }
  return chain;
}

/** Keeps the straight edge away from the sites beside the next one; false when it can't be. */
function avoidsSites(
  window: DirectionWindow,
  start: number,
  edge: SiteEdge,
  used: Set<number>,
  snapping: Snapping,
): boolean {
  const at = (site: number): Vector => snapping.sites[site] ?? [0, 0, 0];
  const [p0, p1, p2] = [at(start), at(edge.from), at(edge.to)];
  const [near, far] = [angleBetween(p0, p1), angleBetween(p0, p2)];
  if (far < near || far >= longestEdge) return false;
  for (const site of snapping.nearby[edge.id] ?? []) {
    const point = at(site);
    if (angleBetween(p0, point) >= far || used.has(site)) continue;
    used.add(site);
    const isLeft = edge.from === start ? turn(p1, p2, point) > 0 : isBetween(p0, p2, point, p1);
    if (!window.avoid(point, snapping.edgeSeparation, isLeft)) return false;
  }
  return true;
}

/** Whether the directions to a, b and c come in this order counterclockwise around a point. */
function isBetween(a: Vector, b: Vector, c: Vector, around: Vector): boolean {
  const side = (x: Vector, y: Vector) => dot(cross(around, x), y);
  const [ab, bc, ca] = [side(b, a) <= 0, side(c, b) <= 0, side(a, c) < 0];
  return [ab, bc, ca].filter(Boolean).length >= 2;
}
