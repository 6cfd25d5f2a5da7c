import { unsupported } from '../../types/kql-error.ts';
import type { LiteralValue } from '../../types/literal.ts';
import { convertSql } from '../convert.ts';
import { type CallShape, type Operand, operandAt, type ScalarTable } from '../entries.ts';
import { udfScalars } from '../udfs/areas.ts';
import { capOf } from '../udfs/geo/overlay/bounds.ts';
import { readPolygons } from '../udfs/geo/polygon-shape.ts';
import { earthRadiusMetres, toCoordinates } from '../udfs/geo/sphere.ts';

/** Geospatial functions that are plain SQL, since they run over many rows. A coordinate out of range gives null. */
export const geoPointFunctions: ScalarTable = {
  geo_distance_2points: { nulls: 'always', sql: distanceSql },
  geo_point_in_circle: { nulls: 'always', sql: inCircleSql },
  geo_point_in_polygon: { nulls: 'always', sql: inPolygonSql },
};

/** Of a constant polygon the UDF is asked about the points in the circle around it only. */
function inPolygonSql(operands: Operand[], call: CallShape): string {
  const asked = udfScalars.geo_point_in_polygon?.sql(operands, call) ?? '';
  const circle = circleAround(operandAt(operands, 2).constant);
  if (circle === null) return asked;
  const centre = [`${circle.longitude}`, `${circle.latitude}`];
  const metres = metresSql([...realsOf(operands.slice(0, 2)), ...centre]);
  return `(CASE WHEN ${metres} > ${circle.radiusMetres} THEN false ELSE ${asked} END)`;
}

/** Null when there is no valid shape to draw it around. */
function circleAround(
  shape: LiteralValue | undefined,
): { longitude: number; latitude: number; radiusMetres: number } | null {
  const polygons = typeof shape === 'string' ? readPolygons(shape) : null;
  if (polygons === null) return null;
  const { center, radius } = capOf(polygons.flatMap(({ rings }) => rings.flat()));
  const [longitude, latitude] = toCoordinates(center);
  return { longitude, latitude, radiusMetres: radius * earthRadiusMetres * 1.000001 + 0.001 };
}

function distanceSql(operands: Operand[]): string {
  const spheroid = operands[4];
  if (spheroid !== undefined && spheroid.constant !== false)
    throw unsupported('geo_distance_2points() on a spheroid');
  return metresSql(realsOf(operands.slice(0, 4)));
}

function inCircleSql(operands: Operand[]): string {
  const radius = convertSql(operandAt(operands, 4), 'real');
  return `(${metresSql(realsOf(operands.slice(0, 4)))} <= CASE WHEN ${radius} >= 0 THEN ${radius} END)`;
}

function realsOf(operands: Operand[]): string[] {
  return operands.map((operand) => convertSql(operand, 'real'));
}

/** Haversine on the sphere, in the form that keeps its digits for points far apart too. */
function metresSql([lng1 = '', lat1 = '', lng2 = '', lat2 = '']: string[]): string {
  const isValid = `abs(${lng1}) <= 180 AND abs(${lat1}) <= 90 AND abs(${lng2}) <= 180 AND abs(${lat2}) <= 90`;
  const square = (sql: string) => `pow(sin(radians(${sql}) / 2), 2)`;
  const h = `(${square(`${lat2} - ${lat1}`)} + cos(radians(${lat1})) * cos(radians(${lat2})) * ${square(`${lng2} - ${lng1}`)})`;
  return `(CASE WHEN ${isValid} THEN ${2 * earthRadiusMetres} * atan2(sqrt(${h}), sqrt(greatest(0, 1 - ${h}))) END)`;
}
