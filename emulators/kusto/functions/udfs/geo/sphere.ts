import { arctangent, sineAndCosine } from './exact-trigonometry.ts';

/** Geometry on the unit sphere. The Earth is a sphere in geospatial functions, of S2's radius. */
export const earthRadiusMetres = 6_371_010;

/** A unit vector, or any vector on the way to one. */
export type Vector = readonly [number, number, number];

const radiansPerDegree = Math.PI / 180;
const degreesPerRadian = 180 / Math.PI;

export function isCoordinate(longitude: number, latitude: number): boolean {
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
}

export function toVector(longitude: number, latitude: number): Vector {
  const [lambda, phi] = [longitude * radiansPerDegree, latitude * radiansPerDegree];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

/** With the digits that Kusto has; slower, for what is printed again. */
export function toExactVector(longitude: number, latitude: number): Vector {
  const [sinLambda, cosLambda] = sineAndCosine(longitude * radiansPerDegree);
  const [sinPhi, cosPhi] = sineAndCosine(latitude * radiansPerDegree);
  return [cosPhi * cosLambda, cosPhi * sinLambda, sinPhi];
}

/** Shapes with more corners are read and printed with JavaScript's own last digits, which is faster. */
export const maxExactCorners = 300;

export function coordinatesOf(points: readonly Vector[]): [number, number][] {
  return points.map(points.length <= maxExactCorners ? toCoordinates : toRoughCoordinates);
}

function toRoughCoordinates([x, y, z]: Vector): [number, number] {
  return [Math.atan2(y, x) * degreesPerRadian, Math.atan2(z, Math.sqrt(x * x + y * y)) * degreesPerRadian];
}

/** Longitude and latitude in degrees. */
export function toCoordinates([x, y, z]: Vector): [number, number] {
  return [arctangent(y, x) * degreesPerRadian, arctangent(z, Math.sqrt(x * x + y * y)) * degreesPerRadian];
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function plus(a: Vector, b: Vector, factor = 1): Vector {
  return [a[0] + b[0] * factor, a[1] + b[1] * factor, a[2] + b[2] * factor];
}

export function scaled(a: Vector, factor: number): Vector {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

/** Math.hypot is many times slower, and these vectors cannot overflow. */
export function lengthOf(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

export function unit(a: Vector): Vector {
  return scaled(a, 1 / lengthOf(a));
}

/** Angle between two vectors in radians, exact for small ones too. */
export function angleBetween(a: Vector, b: Vector): number {
  return Math.atan2(lengthOf(cross(a, b)), dot(a, b));
}

/** Direction from one point to another in radians clockwise from north, from 0 to 2π; null when it is not one direction. */
export function azimuth(from: Vector, to: Vector): number | null {
  if (lengthOf(cross(from, to)) < 1e-15) return null;
  const [longitude, latitude] = toCoordinates(from).map((degrees) => degrees * radiansPerDegree) as [
    number,
    number,
  ];
  const east: Vector = [-Math.sin(longitude), Math.cos(longitude), 0];
  const north: Vector = [
    -Math.sin(latitude) * Math.cos(longitude),
    -Math.sin(latitude) * Math.sin(longitude),
    Math.cos(latitude),
  ];
  return positiveAngle(Math.atan2(dot(to, east), dot(to, north)));
}

/** The point at a part of the way along a geodesic. */
export function pointBetween(from: Vector, to: Vector, part: number): Vector {
  const aside = plus(to, from, -dot(from, to));
  const size = lengthOf(aside);
  const angle = angleBetween(from, to) * part;
  return size === 0 ? from : plus(scaled(from, Math.cos(angle)), aside, Math.sin(angle) / size);
}

export function positiveAngle(angle: number): number {
  return angle < 0 ? angle + 2 * Math.PI : angle;
}

/** The point of the arc from a to b that is nearest to p. */
export function nearestOnArc(p: Vector, a: Vector, b: Vector): Vector {
  const normal = cross(a, b);
  const size = lengthOf(normal);
  if (size > 0) {
    const foot = plus(p, normal, -dot(p, normal) / size ** 2);
    if (dot(cross(a, foot), normal) >= 0 && dot(cross(foot, b), normal) >= 0 && lengthOf(foot) > 0)
      return unit(foot);
  }
  return angleBetween(p, a) <= angleBetween(p, b) ? a : b;
}

/** Signed area of a triangle, positive when it is counterclockwise. Differences keep the digits of small triangles. */
export function triangleArea(a: Vector, b: Vector, c: Vector): number {
  const volume = dot(a, cross(plus(b, a, -1), plus(c, a, -1)));
  return 2 * Math.atan2(volume, 1 + dot(a, b) + dot(b, c) + dot(c, a));
}

/**
 * The integral of the position over a triangle, with the sign of its area: Brock, "The inertia tensor for a spherical
 * triangle" (1974). Differences keep the digits of small triangles.
 */
export function triangleMoment(a: Vector, b: Vector, c: Vector): Vector {
  const [ra, rb, rc] = [arcRatio(b, c), arcRatio(c, a), arcRatio(a, b)];
  const [x, y, z] = ([0, 1, 2] as const).map(
    (axis): Vector => [a[axis], b[axis] - a[axis], c[axis] - a[axis]],
  ) as [Vector, Vector, Vector];
  const ratios: Vector = [ra, rb - ra, rc - ra];
  return scaled([dot(cross(y, z), ratios), dot(cross(z, x), ratios), dot(cross(x, y), ratios)], 0.5);
}

/** Arc over its sine. */
function arcRatio(a: Vector, b: Vector): number {
  const angle = angleBetween(a, b);
  return angle === 0 ? 1 : angle / Math.sin(angle);
}
