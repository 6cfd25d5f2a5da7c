import { s2 } from 's2js';
import { unsupported } from '../../../../types/kql-error.ts';
import { type Arc, arcLength, distanceToArc } from '../arcs.ts';
import { angleBetween, cross, dot, lengthOf, plus, scaled, type Vector } from '../sphere.ts';

/** How S2Builder snaps edges: angles in radians. */
export interface Snapping {
  radius: number;
  /** Sites stay at least this far from edges. */
  edgeSeparation: number;
  sites: Vector[];
  /** For each edge the sites near it, from its start on. */
  nearby: number[][];
  /** Some vertex or edge must move; without that nothing is simplified. */
  isNeeded: boolean;
}

const maxComparisons = 4_000_000;

/** Sites are the corners, in the order of their S2 cells, that are farther than the radius from those before. */
export function snappingOf(arcs: readonly Arc[], radius: number): Snapping {
  const corners = sortedCorners(arcs);
  const sites: Vector[] = [];
  const nearest = (2 * Math.sin(radius / 2)) ** 2;
  let isNeeded = false;
  for (const corner of corners) {
    if (sites.some((site) => squaredChord(site, corner) <= nearest)) isNeeded = true;
    else sites.push(corner);
    if (sites.length * corners.length > maxComparisons) throw tooLarge();
  }
  if (sites.length * arcs.length > maxComparisons) throw tooLarge();
  const edgeSeparation = radius / 2;
  const nearby = arcs.map((arc) => sitesNear(arc, sites, radius * 1.1 + edgeSeparation));
  isNeeded ||= arcs.some((arc, index) =>
    (nearby[index] ?? []).some((site) => {
      const point = sites[site] ?? arc.from;
      return (
        String(point) !== String(arc.from) &&
        String(point) !== String(arc.to) &&
        distanceToArc(point, arc) < edgeSeparation
      );
    }),
  );
  return { radius, edgeSeparation, sites, nearby, isNeeded };
}

function squaredChord(a: Vector, b: Vector): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

function tooLarge(): Error {
  return unsupported('Simplifying a shape with so many corners');
}

function sortedCorners(arcs: readonly Arc[]): Vector[] {
  const byText = new Map(
    arcs.flatMap(({ from, to }) => [from, to]).map((corner) => [String(corner), corner]),
  );
  const keyed = [...byText.values()].map((corner) => ({
    corner,
    cell: s2.cellid.fromPoint(new s2.Point(...corner)),
  }));
  keyed.sort((a, b) => (a.cell === b.cell ? compare(a.corner, b.corner) : a.cell < b.cell ? -1 : 1));
  return keyed.map(({ corner }) => corner);
}

function compare(a: Vector, b: Vector): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function sitesNear(arc: Arc, sites: Vector[], distance: number): number[] {
  const middle = plus(arc.from, arc.to);
  const reach = Math.cos(Math.min(Math.PI, arcLength(arc) / 2 + distance + 1e-9)) * lengthOf(middle);
  return [...sites.keys()]
    .filter(
      (site) =>
        dot(sites[site] ?? middle, middle) >= reach && distanceToArc(sites[site] ?? middle, arc) <= distance,
    )
    .sort(
      (a, b) =>
        angleBetween(arc.from, sites[a] ?? middle) - angleBetween(arc.from, sites[b] ?? middle) || a - b,
    );
}

/** The sites whose Voronoi regions, within the radius, the edge passes. */
export function snappedEdge(arc: Arc, index: number, snapping: Snapping): number[] {
  const { radius, sites, nearby } = snapping;
  const at = (site: number | undefined): Vector => sites[site ?? -1] ?? arc.from;
  const chain: number[] = [];
  for (const site of nearby[index] ?? []) {
    if (distanceToArc(at(site), arc) > radius) continue;
    let isKept = true;
    while (chain.length > 0) {
      const last = at(chain.at(-1));
      if (angleBetween(last, at(site)) >= 2 * radius) break;
      const [lastCover, cover] = [coverage(last, arc, radius), coverage(at(site), arc, radius)];
      if (holds(cover, lastCover)) {
        chain.pop();
        continue;
      }
      isKept = !holds(lastCover, cover);
      if (!isKept || !isCovered(at(chain.at(-2)), last, at(site), arc, chain.length < 2, radius)) break;
      chain.pop();
    }
    if (isKept) chain.push(site);
  }
  return chain;
}

interface Interval {
  start: number;
  end: number;
}

/** The part of the edge's circle within the radius of a point, as angles from the edge's start. */
function coverage(point: Vector, { from, to }: Arc, radius: number): Interval {
  const normal = cross(plus(from, to), plus(to, from, -1));
  const size = lengthOf(normal);
  const height = Math.asin(Math.max(-1, Math.min(1, dot(point, normal) / size)));
  const side = scaled(cross(normal, from), 1 / size);
  const place = Math.atan2(dot(point, side), dot(point, from));
  const half = Math.acos(Math.min(1, Math.cos(radius) / Math.cos(height)));
  return { start: place - half, end: place + half };
}

function holds(outer: Interval, inner: Interval): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether the middle one of three sites is hidden from the edge by the others. */
function isCovered(
  a: Vector,
  b: Vector,
  c: Vector,
  { from, to }: Arc,
  isFirst: boolean,
  radius: number,
): boolean {
  if (isFirst || angleBetween(a, c) >= 2 * radius) return false;
  const side = turn(from, to, b);
  if (turn(a, b, c) === side) return false;
  const normal = cross(plus(b, a, -1), plus(c, a, -1));
  return turn(from, to, dot(normal, a) < 0 ? scaled(normal, -1) : normal) === side;
}

export function turn(a: Vector, b: Vector, c: Vector): number {
  return Math.sign(dot(cross(plus(a, b), plus(b, a, -1)), c));
}
