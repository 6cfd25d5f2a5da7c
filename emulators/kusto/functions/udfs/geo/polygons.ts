import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { arcsOfRing, nearestOfArcs } from './arcs.ts';
import { printPoint } from './geo-json.ts';
import { isInside, planeOf, ringsCross } from './plane.ts';
import { type Polygon, readPolygons } from './polygon-shape.ts';
import {
  angleBetween,
  earthRadiusMetres,
  isCoordinate,
  lengthOf,
  plus,
  toCoordinates,
  toVector,
  triangleArea,
  triangleMoment,
  type Vector,
} from './sphere.ts';

/** Functions of polygons, whose edges are geodesics. A shape or coordinate that is not valid gives null. */
export const polygonFunctions: Record<string, UdfFunction> = {
  geo_point_in_polygon: { takes: ['real', 'real', 'dynamic'], gives: 'bool', run: isInPolygon },
  geo_distance_point_to_polygon: {
    takes: ['real', 'real', 'dynamic'],
    gives: 'real',
    run: distanceToPolygon,
  },
  geo_closest_point_on_polygon: {
    takes: ['real', 'real', 'dynamic'],
    gives: 'dynamic',
    run: closestPointOnPolygon,
  },
  geo_polygon_area: { takes: ['dynamic'], gives: 'real', run: polygonArea },
  geo_polygon_perimeter: { takes: ['dynamic'], gives: 'real', run: polygonPerimeter },
  geo_polygon_centroid: { takes: ['dynamic'], gives: 'dynamic', run: polygonCentroid },
};

function locate(
  longitude: number,
  latitude: number,
  json: string,
): { point: Vector; polygons: Polygon[] } | null {
  const polygons = readPolygons(json);
  return polygons === null || !isCoordinate(longitude, latitude)
    ? null
    : { point: toVector(longitude, latitude), polygons };
}

function isInPolygon(longitude: number, latitude: number, json: string): boolean | null {
  const found = locate(longitude, latitude, json);
  return found === null ? null : found.polygons.some(({ plane }) => isInside(found.point, plane));
}

function distanceToPolygon(longitude: number, latitude: number, json: string): number | null {
  const found = locate(longitude, latitude, json);
  if (found === null) return null;
  if (found.polygons.some(({ plane }) => isInside(found.point, plane))) return 0;
  return angleBetween(found.point, nearestBoundary(found.point, found.polygons)) * earthRadiusMetres;
}

function nearestBoundary(point: Vector, polygons: Polygon[]): Vector {
  return nearestOfArcs(
    point,
    polygons.flatMap(({ rings }) => rings.flatMap(arcsOfRing)),
  );
}

function closestPointOnPolygon(longitude: number, latitude: number, json: string): string | null {
  const found = locate(longitude, latitude, json);
  if (found === null) return null;
  if (found.polygons.some(({ plane }) => isInside(found.point, plane)))
    throw unsupported('geo_closest_point_on_polygon() of a point inside of it');
  return printPoint(toCoordinates(nearestBoundary(found.point, found.polygons)));
}

/** Several polygons count as their union, which is their sum as long as they lie apart. */
function apart(json: string, name: string): Polygon[] | null {
  const polygons = readPolygons(json);
  if (polygons === null || polygons.length === 1) return polygons;
  const rings = polygons.flatMap((polygon) => polygon.rings);
  const whole = planeOf(rings);
  const isNested = polygons.some((polygon) =>
    polygons.some(
      (other) =>
        other !== polygon &&
        other.rings.some(([point]) => point !== undefined && isInside(point, polygon.plane)),
    ),
  );
  if (isNested || ringsCross(whole.rings)) throw unsupported(`${name}() of polygons that overlap`);
  return polygons;
}

function polygonArea(json: string): number | null {
  const polygons = apart(json, 'geo_polygon_area');
  return polygons === null
    ? null
    : polygons.reduce((sum, { rings }) => sum + areaOf(rings), 0) * earthRadiusMetres ** 2;
}

/** The shell without its holes. */
function areaOf(rings: Vector[][]): number {
  const [shell = 0, ...holes] = rings.map((ring) => Math.abs(signedSum(ring, triangleArea)));
  return shell - holes.reduce((sum, hole) => sum + hole, 0);
}

function signedSum(ring: Vector[], measure: (a: Vector, b: Vector, c: Vector) => number): number {
  const [first, ...others] = ring;
  if (first === undefined) return 0;
  return others
    .slice(1)
    .reduce((sum, point, index) => sum + measure(first, others[index] ?? point, point), 0);
}

function polygonPerimeter(json: string): number | null {
  const polygons = apart(json, 'geo_polygon_perimeter');
  if (polygons === null) return null;
  const arcs = polygons.flatMap(({ rings }) => rings.flatMap(arcsOfRing));
  return arcs.reduce((sum, { from, to }) => sum + angleBetween(from, to), 0) * earthRadiusMetres;
}

/** The integral of the position over the area, brought back to the sphere. */
function polygonCentroid(json: string): string | null {
  const polygons = apart(json, 'geo_polygon_centroid');
  if (polygons === null) return null;
  let sum: Vector = [0, 0, 0];
  for (const { rings } of polygons) {
    for (const [index, ring] of rings.entries()) {
      const isShell = index === 0;
      const isClockwise = signedSum(ring, triangleArea) < 0;
      sum = plus(sum, momentOf(ring), isClockwise === isShell ? -1 : 1);
    }
  }
  return lengthOf(sum) === 0 ? null : printPoint(toCoordinates(sum));
}

function momentOf([first, ...others]: Vector[]): Vector {
  if (first === undefined) return [0, 0, 0];
  return others
    .slice(1)
    .reduce<Vector>(
      (sum, point, index) => plus(sum, triangleMoment(first, others[index] ?? point, point)),
      [0, 0, 0],
    );
}
