import { s2 } from 's2js';
import { unsupported } from '../../../types/kql-error.ts';
import { type Arc, arcsDistance, arcsOfRing, distanceToArc, shortArcs } from './arcs.ts';
import { type FlatSegment, faceCoordinate, fromFace, segmentOnFace } from './s2-faces.ts';
import { angleBetween, unit, type Vector } from './sphere.ts';

export interface Region {
  arcs: readonly Arc[];
  contains(point: Vector): boolean;
}

const maxCoveringCells = 65_536;

/** Comparisons of a cell with an arc or a ring. */
const maxSteps = 1_000_000;

interface Piece {
  arc: Arc;
  /** On the face that is being covered. */
  flat: FlatSegment | null;
}

interface Cell {
  level: number;
  /** In cells of the level from the corner of the face. */
  i: number;
  j: number;
}

/**
 * Tokens of the S2 cells of a level that touch the region or come as near as `radius` radians, in the order of their
 * ids; null when there are more than 65,536.
 */
export function coveringTokens(region: Region, level: number, radius: number): string[] | null {
  const ids: bigint[] = [];
  const work = { steps: 0 };
  for (let face = 0; face < 6; face++) {
    const pieces = piecesOn(face, region);
    const cover = (cell: Cell, candidates: Piece[]): boolean => {
      work.steps += candidates.length * (radius > 0 ? 3 : 1);
      if (work.steps > maxSteps) throw unsupported('An S2 covering of so many cells and edges');
      const near = nearPieces(candidates, face, cell, radius);
      if (near.length === 0) {
        work.steps += region.arcs.length;
        return !region.contains(centerOf(face, cell)) || addAll(ids, face, cell, level);
      }
      if (cell.level === level) return addAll(ids, face, cell, level);
      return childrenOf(cell).every((child) => cover(child, near));
    };
    if (!cover({ level: 0, i: 0, j: 0 }, pieces)) return null;
  }
  return ids.sort((a, b) => (a < b ? -1 : 1)).map((id) => s2.cellid.toToken(id));
}

function piecesOn(face: number, region: Region): Piece[] {
  return shortArcs(region.arcs).map((arc) => ({ arc, flat: segmentOnFace(face, arc.from, arc.to) }));
}

/** How many cells of several sizes describe a shape. */
const maxMixedCells = 24;
const finestLevel = 24;

/** Cells of several levels that together cover the region and what comes as near as `radius` radians, each as `level/token`. */
export function mixedCovering(region: Region, radius: number): string[] {
  let cells: OpenCell[] = [0, 1, 2, 3, 4, 5].flatMap((face) => {
    return touched(region, face, { level: 0, i: 0, j: 0 }, piecesOn(face, region), radius);
  });
  for (let level = 0; level < finestLevel; level++) {
    const finer = cells.flatMap((cell) =>
      cell.near.length === 0
        ? [cell]
        : childrenOf(cell.cell).flatMap((child) => touched(region, cell.face, child, cell.near, radius)),
    );
    if (finer.length > maxMixedCells) break;
    cells = finer;
  }
  return cells.map(({ face, cell }) => {
    const leaves = 2 ** (30 - cell.level);
    const leaf = s2.cellid.fromFaceIJ(face, cell.i * leaves, cell.j * leaves);
    return `${cell.level}/${s2.cellid.toToken(s2.cellid.parent(leaf, cell.level))}`;
  });
}

/** A cell with the pieces that touch it; without any it lies inside. */
interface OpenCell {
  face: number;
  cell: Cell;
  near: Piece[];
}

function touched(region: Region, face: number, cell: Cell, candidates: Piece[], radius: number): OpenCell[] {
  const near = nearPieces(candidates, face, cell, radius);
  return near.length > 0 || region.contains(centerOf(face, cell)) ? [{ face, cell, near }] : [];
}

/** Adds the cells of the level within a cell; false when there are too many. */
function addAll(ids: bigint[], face: number, cell: Cell, level: number): boolean {
  const side = 2 ** (level - cell.level);
  if (ids.length + side * side > maxCoveringCells) return false;
  const leaves = 2 ** (30 - level);
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      const [leafI, leafJ] = [(cell.i * side + i) * leaves, (cell.j * side + j) * leaves];
      ids.push(s2.cellid.parent(s2.cellid.fromFaceIJ(face, leafI, leafJ), level));
    }
  }
  return true;
}

function childrenOf({ level, i, j }: Cell): Cell[] {
  return [0, 1, 2, 3].map((part) => ({ level: level + 1, i: i * 2 + (part & 1), j: j * 2 + (part >> 1) }));
}

interface Square {
  west: number;
  east: number;
  south: number;
  north: number;
}

function squareOf({ level, i, j }: Cell): Square {
  const [west, east, south, north] = [i, i + 1, j, j + 1].map((place) =>
    faceCoordinate(place / 2 ** level),
  ) as [number, number, number, number];
  return { west, east, south, north };
}

function centerOf(face: number, { level, i, j }: Cell): Vector {
  const [u, v] = [i, j].map((place) => faceCoordinate((place + 0.5) / 2 ** level)) as [number, number];
  return unit(fromFace(face, u, v));
}

function nearPieces(candidates: Piece[], face: number, cell: Cell, radius: number): Piece[] {
  const square = squareOf(cell);
  const touching = (piece: Piece) => piece.flat !== null && touches(piece.flat, square);
  if (radius <= 0) return candidates.filter(touching);
  const sides = arcsOfRing(cornersOf(face, square));
  const center = centerOf(face, cell);
  const reach = radius + Math.max(...sides.map(({ from }) => angleBetween(center, from))) + rounding;
  return candidates.filter(
    (piece) =>
      touching(piece) ||
      (distanceToArc(center, piece.arc) <= reach &&
        sides.some((side) => arcsDistance(piece.arc, side) <= radius)),
  );
}

function cornersOf(face: number, { west, east, south, north }: Square): Vector[] {
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ] as const;
  return corners.map(([u, v]) => unit(fromFace(face, u, v)));
}

const rounding = 1e-15;

/** A straight segment and a closed square. */
function touches({ u0, v0, u1, v1 }: FlatSegment, { west, east, south, north }: Square): boolean {
  if (Math.max(u0, u1) < west - rounding || Math.min(u0, u1) > east + rounding) return false;
  if (Math.max(v0, v1) < south - rounding || Math.min(v0, v1) > north + rounding) return false;
  const [du, dv] = [u1 - u0, v1 - v0];
  const middle = (((west + east) / 2 - u0) * dv - ((south + north) / 2 - v0) * du) * 2;
  return Math.abs(middle) <= (east - west) * Math.abs(dv) + (north - south) * Math.abs(du) + rounding;
}
