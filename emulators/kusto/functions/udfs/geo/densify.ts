import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { type Position, printPolygon, printPositions, printRings, rawCoordinates } from './geo-json.ts';
import { isCounterclockwise } from './plane.ts';
import { readPolygons } from './polygon-shape.ts';
import {
  angleBetween,
  coordinatesOf,
  dot,
  earthRadiusMetres,
  maxExactCorners,
  plus,
  pointBetween,
  scaled,
  toCoordinates,
  toExactVector,
  toVector,
  type Vector,
} from './sphere.ts';

const parameters: Pick<UdfFunction, 'takes' | 'optional' | 'gives'> = {
  takes: ['dynamic'],
  optional: [
    { type: 'real', otherwise: '10' },
    { type: 'bool', otherwise: 'false' },
  ],
  gives: 'dynamic',
};

/**
 * Functions that add points to edges that are straight on a map, so that geodesics between them stay within a tolerance
 * in metres. A shape or tolerance that is not valid gives null.
 */
export const densifyFunctions: Record<string, UdfFunction> = {
  geo_line_densify: { ...parameters, run: densifiedLines },
  geo_polygon_densify: { ...parameters, run: densifiedPolygons },
};

const [leastTolerance, greatestTolerance] = [0.1, 10_000];
const maxPoints = 20_000;

function densifiedLines(json: string, tolerance: number, preservesCrossing: boolean): string | null {
  const lines = rawCoordinates(json, 'LineString', 2);
  if (lines === null || !isTolerance(tolerance)) return null;
  if (lines.some((line) => line.length < 2 || !line.every(isOnMap))) return null;
  refuseCrossing(lines, preservesCrossing);
  const budget = { points: 0 };
  const parts = lines.flatMap((line) => splitAtAntimeridian(densified(line, tolerance, budget)));
  const printed = parts.map((part) => printPositions(part));
  return printed.length === 1
    ? `{"type":"LineString","coordinates":${printed[0]}}`
    : `{"type":"MultiLineString","coordinates":[${printed.join(',')}]}`;
}

function densifiedPolygons(json: string, tolerance: number, preservesCrossing: boolean): string | null {
  const polygons = readPolygons(json);
  const raw = rawCoordinates(json, 'Polygon', 3);
  if (polygons === null || raw === null || !isTolerance(tolerance)) return null;
  refuseCrossing(raw.flat(), preservesCrossing);
  const budget = { points: 0 };
  const shapes = raw.map((rings, shape) =>
    rings.map((ring, index) => {
      const flat = polygons[shape]?.plane.rings[index] ?? [];
      const open = ring.slice(0, -1);
      const oriented = isCounterclockwise(flat) === (index === 0) ? open : open.toReversed();
      const closed = [...oriented, ...oriented.slice(0, 1)];
      return densified(closed, tolerance, budget)
        .slice(0, -1)
        .map(({ vector }) => vector);
    }),
  );
  const [only] = shapes;
  return only !== undefined && shapes.length === 1
    ? printPolygon(only.map(coordinatesOf))
    : `{"type":"MultiPolygon","coordinates":[${shapes.map((rings) => printRings(rings.map(coordinatesOf))).join(',')}]}`;
}

function isTolerance(metres: number): boolean {
  return metres >= leastTolerance && metres <= greatestTolerance;
}

/** The engine takes longitudes beyond the antimeridian here. */
function isOnMap([longitude, latitude]: Position): boolean {
  return Math.abs(longitude) <= 360 && Math.abs(latitude) <= 90;
}

function refuseCrossing(lines: Position[][], preservesCrossing: boolean): void {
  const isLong = (line: Position[]) =>
    line.some(([longitude], index) => Math.abs(longitude - (line[index + 1]?.[0] ?? longitude)) > 180);
  if (preservesCrossing && lines.some(isLong))
    throw unsupported('Densifying an edge over the antimeridian with preserve_crossing');
}

interface MapPoint {
  /** Degrees; the longitude may be beyond the antimeridian. */
  position: Position;
  vector: Vector;
}

function densified(line: Position[], toleranceMetres: number, budget: { points: number }): MapPoint[] {
  const tolerance = (errorScale * toleranceMetres) / earthRadiusMetres;
  const place = (position: Position) =>
    budget.points < maxExactCorners ? onMap(position) : roughlyOnMap(position);
  const points = line.slice(0, 1).map(place);
  const append = (from: MapPoint, to: MapPoint) => {
    if (++budget.points > maxPoints) throw unsupported(`Densifying to more than ${maxPoints} points`);
    if (isStraight(from, to, tolerance)) {
      points.push(to);
      return;
    }
    const middle = place(between(from, to, 0.5));
    append(from, middle);
    append(middle, to);
  };
  for (const position of line.slice(1)) append(points.at(-1) ?? place(position), place(position));
  return points;
}

function onMap(position: Position): MapPoint {
  return { position, vector: toExactVector(position[0], position[1]) };
}

function roughlyOnMap(position: Position): MapPoint {
  return { position, vector: toVector(position[0], position[1]) };
}

function between({ position: [x0, y0] }: MapPoint, { position: [x1, y1] }: MapPoint, part: number): Position {
  return [(1 - part) * x0 + part * x1, (1 - part) * y0 + part * y1];
}

/** S2EdgeTessellator looks at the edge at this part from either end, and scales the tolerance. */
const lookedAt = 0.31215691082248315;
const errorScale = 0.8382999256988851;

function isStraight(from: MapPoint, to: MapPoint, tolerance: number): boolean {
  if (dot(from.vector, to.vector) < -1e-14) return false;
  return [lookedAt, 1 - lookedAt].every(
    (part) =>
      angleBetween(
        roughlyOnMap(between(from, to, part)).vector,
        pointBetween(from.vector, to.vector, part),
      ) <= tolerance,
  );
}

const edgeOfMap = 179.999999999999;

/** Parts on one side of the antimeridian each. */
function splitAtAntimeridian(points: MapPoint[]): Position[][] {
  const parts: Position[][] = [[]];
  for (const [index, point] of points.entries()) {
    const previous = points[index - 1];
    if (previous !== undefined && sheetOf(previous) !== sheetOf(point)) {
      const part = previous.vector[1] / (previous.vector[1] - point.vector[1]);
      const onMeridian = plus(scaled(previous.vector, 1 - part), point.vector, part);
      const latitude = toCoordinates(onMeridian)[1];
      const east = previous.vector[1] > 0 ? edgeOfMap : -edgeOfMap;
      parts.at(-1)?.push([east, latitude]);
      parts.push([[-east, latitude]]);
    }
    parts.at(-1)?.push(toCoordinates(point.vector));
  }
  return parts;
}

/** How many times the longitude has gone around. */
function sheetOf({ position: [longitude] }: MapPoint): number {
  return longitude > 180 ? 1 : longitude < -180 ? -1 : 0;
}
