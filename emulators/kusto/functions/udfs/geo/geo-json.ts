import { printReal } from '../../../types/real.ts';
import { printCoordinate } from './print-coordinate.ts';
import {
  isCoordinate,
  lengthOf,
  maxExactCorners,
  plus,
  toExactVector,
  toVector,
  type Vector,
} from './sphere.ts';

/** Lines of a LineString or MultiLineString; null when it is not valid. */
export function readLines(json: string): Vector[][] | null {
  const shape = readShape(json);
  if (shape?.type === 'LineString') return allValid([linePoints(shape.coordinates)]);
  return shape?.type === 'MultiLineString' && Array.isArray(shape.coordinates)
    ? allValid(shape.coordinates.map(linePoints))
    : null;
}

/** Polygons of a Polygon or MultiPolygon, each a list of rings, the shell first; a ring does not repeat its first point. */
export function readRings(json: string): Vector[][][] | null {
  const shape = readShape(json);
  if (shape?.type === 'Polygon') return allValid([ringsOf(shape.coordinates)]);
  return shape?.type === 'MultiPolygon' && Array.isArray(shape.coordinates)
    ? allValid(shape.coordinates.map(ringsOf))
    : null;
}

/** Longitude and latitude in degrees. */
export type Position = readonly [number, number];

export function printPoint(position: Position): string {
  return `{"type":"Point","coordinates":${printPosition(position)}}`;
}

/** Rings without their closing position, which is added. */
export function printPolygon(rings: readonly Position[][]): string {
  return `{"type":"Polygon","coordinates":${printRings(rings)}}`;
}

export function printRings(rings: readonly Position[][]): string {
  return `[${rings.map((ring) => printPositions([...ring, ...ring.slice(0, 1)])).join(',')}]`;
}

export function printPositions(positions: readonly Position[]): string {
  const print = positions.length <= maxExactCorners ? printCoordinate : printReal;
  return `[${positions.map((position) => `[${print(position[0])},${print(position[1])}]`).join(',')}]`;
}

function printPosition([longitude, latitude]: Position): string {
  return `[${printCoordinate(longitude)},${printCoordinate(latitude)}]`;
}

/** The numbers of a shape of a kind or several of them, with arrays nested to `depth`; null when they are not of that form. */
export function rawCoordinates(json: string, kind: 'LineString', depth: 2): Position[][] | null;
export function rawCoordinates(json: string, kind: 'Polygon', depth: 3): Position[][][] | null;
export function rawCoordinates(json: string, kind: string, depth: number): unknown {
  const shape = readShape(json);
  const several =
    shape?.type === kind ? [shape.coordinates] : shape?.type === `Multi${kind}` ? shape.coordinates : null;
  return isNested(several, depth) ? several : null;
}

function isNested(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return depth === 0
    ? value.length >= 2 && value.every((number) => typeof number === 'number')
    : value.every((item) => isNested(item, depth - 1));
}

function readShape(json: string): { type: unknown; coordinates: unknown } | null {
  const shape: unknown = JSON.parse(json);
  return typeof shape === 'object' && shape !== null && 'type' in shape && 'coordinates' in shape
    ? shape
    : null;
}

function allValid<T>(items: (T | null)[]): T[] | null {
  return items.length > 0 && items.every((item) => item !== null) ? items : null;
}

function linePoints(coordinates: unknown): Vector[] | null {
  const points = pointsOf(coordinates);
  return points !== null && points.length >= 2 ? points : null;
}

function ringsOf(coordinates: unknown): Vector[][] | null {
  return Array.isArray(coordinates) ? allValid(coordinates.map(ringPoints)) : null;
}

/** At least three distinct points, and the first one again at the end. */
function ringPoints(coordinates: unknown): Vector[] | null {
  const points = pointsOf(coordinates);
  const last = points?.pop();
  if (points === null || last === undefined || points.length < 3 || !isSame(last, points[0] ?? last))
    return null;
  return new Set(points.map(String)).size === points.length ? points : null;
}

function isSame(a: Vector, b: Vector): boolean {
  return lengthOf(plus(a, b, -1)) < 1e-15;
}

function pointsOf(coordinates: unknown): Vector[] | null {
  if (!Array.isArray(coordinates)) return null;
  const place = coordinates.length <= maxExactCorners ? toExactVector : toVector;
  return allValid(coordinates.map((position) => pointOf(position, place)));
}

function pointOf(position: unknown, place: (longitude: number, latitude: number) => Vector): Vector | null {
  if (!Array.isArray(position)) return null;
  const coordinates: unknown[] = position;
  const [longitude, latitude] = coordinates;
  if (typeof longitude !== 'number' || typeof latitude !== 'number') return null;
  return isCoordinate(longitude, latitude) ? place(longitude, latitude) : null;
}

const maxRemembered = 256;
const maxRememberedLetters = 4_000_000;

/** Remembers what was read last: a query asks about the same few shapes for row after row. */
export function remembered<T>(read: (json: string) => T): (json: string) => T {
  const values = new Map<string, T>();
  let letters = 0;
  return (json) => {
    const known = values.get(json);
    if (known !== undefined) return known;
    const value = read(json);
    if (json.length > maxRememberedLetters) return value;
    values.set(json, value);
    letters += json.length;
    for (const oldest of values.keys()) {
      if (values.size <= maxRemembered && letters <= maxRememberedLetters) break;
      values.delete(oldest);
      letters -= oldest.length;
    }
    return value;
  };
}
