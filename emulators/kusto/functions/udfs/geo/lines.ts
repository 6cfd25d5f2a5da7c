import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { type Arc, arcLength, arcsOfLine, nearestOfArcs } from './arcs.ts';
import { printPoint, readLines, remembered } from './geo-json.ts';
import { distinctPieces } from './overlay/line-union.ts';
import {
  angleBetween,
  dot,
  earthRadiusMetres,
  isCoordinate,
  lengthOf,
  nearestOnArc,
  plus,
  scaled,
  toCoordinates,
  toVector,
  unit,
  type Vector,
} from './sphere.ts';

const linesOf = remembered(readLines);
const edgesOf = remembered((json: string): Arc[] | null => {
  const lines = readLines(json);
  return lines === null ? null : arcsOf(lines);
});

/** Functions of lines, whose edges are geodesics. A shape or coordinate that is not valid gives null. */
export const lineFunctions: Record<string, UdfFunction> = {
  geo_line_length: { takes: ['dynamic'], gives: 'real', run: lineLength },
  geo_line_centroid: { takes: ['dynamic'], gives: 'dynamic', run: lineCentroid },
  geo_line_interpolate_point: { takes: ['dynamic', 'real'], gives: 'dynamic', run: interpolatedPoint },
  geo_line_locate_point: {
    takes: ['dynamic', 'real', 'real'],
    optional: [{ type: 'bool', otherwise: 'false' }],
    gives: 'real',
    run: locatedPoint,
  },
  geo_distance_point_to_line: { takes: ['real', 'real', 'dynamic'], gives: 'real', run: distanceToLine },
  geo_closest_point_on_line: {
    takes: ['real', 'real', 'dynamic'],
    gives: 'dynamic',
    run: closestPointOnLine,
  },
};

function arcsOf(lines: Vector[][]): Arc[] {
  return lines.flatMap(arcsOfLine);
}

/** Of several lines each stretch counts once. */
function distinctArcs(json: string): Arc[] | null {
  const lines = linesOf(json);
  if (lines === null) return null;
  return lines.length === 1 ? arcsOf(lines) : distinctPieces(lines);
}

function lineLength(json: string): number | null {
  const arcs = distinctArcs(json);
  return arcs === null ? null : arcs.reduce((sum, arc) => sum + arcLength(arc), 0) * earthRadiusMetres;
}

/** The integral of the position along the line, brought back to the sphere. */
function lineCentroid(json: string): string | null {
  const arcs = distinctArcs(json);
  if (arcs === null) return null;
  const sum = arcs.reduce<Vector>(
    (total, arc) => plus(total, plus(arc.from, arc.to), Math.tan(arcLength(arc) / 2)),
    [0, 0, 0],
  );
  return lengthOf(sum) === 0 ? null : printPoint(toCoordinates(sum));
}

function singleLine(json: string, name: string): Arc[] | null {
  const lines = linesOf(json);
  if (lines !== null && lines.length > 1) throw unsupported(`${name}() of more than one line`);
  return lines === null ? null : arcsOf(lines);
}

function interpolatedPoint(json: string, fraction: number): string | null {
  const arcs = singleLine(json, 'geo_line_interpolate_point');
  if (arcs === null || !(fraction >= 0 && fraction <= 1)) return null;
  let rest = arcs.reduce((sum, arc) => sum + arcLength(arc), 0) * fraction;
  const arc = arcs.find((candidate) => {
    const length = arcLength(candidate);
    if (rest <= length) return true;
    rest -= length;
    return false;
  });
  const last = arcs.at(-1);
  if (arc === undefined) return last === undefined ? null : printPoint(toCoordinates(last.to));
  return printPoint(toCoordinates(pointAlong(arc, rest)));
}

function pointAlong({ from, to }: Arc, angle: number): Vector {
  const aside = plus(to, from, -dot(from, to));
  return lengthOf(aside) === 0 ? from : plus(scaled(from, Math.cos(angle)), unit(aside), Math.sin(angle));
}

function locatedPoint(
  json: string,
  longitude: number,
  latitude: number,
  usesSpheroid: boolean,
): number | null {
  if (usesSpheroid) throw unsupported('geo_line_locate_point() on a spheroid');
  const arcs = singleLine(json, 'geo_line_locate_point');
  if (arcs === null || !isCoordinate(longitude, latitude)) return null;
  const point = toVector(longitude, latitude);
  let best = { distance: Number.POSITIVE_INFINITY, place: 0 };
  let start = 0;
  for (const arc of arcs) {
    const nearest = nearestOnArc(point, arc.from, arc.to);
    const distance = angleBetween(point, nearest);
    if (distance < best.distance) best = { distance, place: start + angleBetween(arc.from, nearest) };
    start += arcLength(arc);
  }
  return start === 0 ? null : best.place / start;
}

function nearestPoint(
  longitude: number,
  latitude: number,
  json: string,
): { point: Vector; nearest: Vector } | null {
  const arcs = edgesOf(json);
  if (arcs === null || !isCoordinate(longitude, latitude)) return null;
  const point = toVector(longitude, latitude);
  return { point, nearest: nearestOfArcs(point, arcs) };
}

function distanceToLine(longitude: number, latitude: number, json: string): number | null {
  const found = nearestPoint(longitude, latitude, json);
  return found === null ? null : angleBetween(found.point, found.nearest) * earthRadiusMetres;
}

function closestPointOnLine(longitude: number, latitude: number, json: string): string | null {
  const found = nearestPoint(longitude, latitude, json);
  return found === null ? null : printPoint(toCoordinates(found.nearest));
}
