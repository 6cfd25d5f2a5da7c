import type { UdfFunction } from '../udf-function.ts';
import { arcLength, arcsOfRing, nearestOfArcs } from './arcs.ts';
import { printPoint } from './geo-json.ts';
import { readUnited } from './intersections.ts';
import type { Rings } from './overlay/regions.ts';
import { isInside } from './plane.ts';
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
    return printPoint([longitude, latitude]);
  return printPoint(toCoordinates(nearestBoundary(found.point, found.polygons)));
}

function polygonArea(json: string): number | null {
  const polygons = readUnited(json);
  return polygons === null
    ? null
    : polygons.reduce((sum, rings) => sum + areaOf(rings), 0) * earthRadiusMetres ** 2;
}

/** The shell without its holes. */
function areaOf(rings: Rings): number {
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
  const polygons = readUnited(json);
  if (polygons === null) return null;
  const arcs = polygons.flat().flatMap(arcsOfRing);
  return arcs.reduce((sum, arc) => sum + arcLength(arc), 0) * earthRadiusMetres;
}

/** The integral of the position over the area, brought back to the sphere. */
function polygonCentroid(json: string): string | null {
  const polygons = readUnited(json);
  if (polygons === null) return null;
  const sum = polygons.flat().reduce<Vector>((total, ring) => plus(total, momentOf(ring)), [0, 0, 0]);
  return lengthOf(sum) === 0 ? null : printPoint(toCoordinates(sum));
}

/** Negative for a hole, whose corners go clockwise. */
function momentOf([first, ...others]: Vector[]): Vector {
  if (first === undefined) return [0, 0, 0];
  return others
    .slice(1)
    .reduce<Vector>(
      (sum, point, index) => plus(sum, triangleMoment(first, others[index] ?? point, point)),
      [0, 0, 0],
    );
}
