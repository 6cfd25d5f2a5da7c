import { type Position, printPoint, printPolygon, printPositions, printRings } from './geo-json.ts';
import type { Rings } from './overlay/regions.ts';
import { coordinatesOf, type Vector } from './sphere.ts';

/** Points, lines and polygons of one result. */
export interface Parts {
  points: Vector[];
  lines: Vector[][];
  polygons: Rings[];
}

/** One GeoJSON object: of one kind, or a collection when there are several kinds or nothing. */
export function printGeometry({ points, lines, polygons }: Parts): string {
  const members = [
    ...(points.length > 0 ? [printPoints(points)] : []),
    ...(lines.length > 0 ? [printLines(lines)] : []),
    ...(polygons.length > 0 ? [printPolygons(polygons)] : []),
  ];
  const [only] = members;
  return only !== undefined && members.length === 1
    ? only
    : `{"type":"GeometryCollection","geometries":[${members.join(',')}]}`;
}

function printPoints(points: Vector[]): string {
  const positions = coordinatesOf(points);
  const [only] = positions;
  return only !== undefined && positions.length === 1
    ? printPoint(only)
    : `{"type":"MultiPoint","coordinates":${printPositions(positions)}}`;
}

export function printLines(lines: Vector[][]): string {
  const printed = lines.map((line) => printPositions(coordinatesOf(line)));
  return printed.length === 1
    ? `{"type":"LineString","coordinates":${printed[0]}}`
    : `{"type":"MultiLineString","coordinates":[${printed.join(',')}]}`;
}

export function printPolygons(polygons: Rings[]): string {
  const rings = polygons.map((polygon) => polygon.map((ring): Position[] => coordinatesOf(ring)));
  const [only] = rings;
  return only !== undefined && rings.length === 1
    ? printPolygon(only)
    : `{"type":"MultiPolygon","coordinates":[${rings.map(printRings).join(',')}]}`;
}
