import type { Vector } from './sphere.ts';

/** Where a direction lies on a face of S2's cube: the face's own axis, and u and v before the division by it. */
type FacePoint = readonly [w: number, u: number, v: number];

function toFace(face: number, [x, y, z]: Vector): FacePoint {
  switch (face) {
    case 0:
      return [x, y, z];
    case 1:
      return [y, -x, z];
    case 2:
      return [z, -x, -y];
    case 3:
      return [-x, -z, -y];
    case 4:
      return [-y, -z, x];
    default:
      return [-z, y, x];
  }
}

export function fromFace(face: number, u: number, v: number): Vector {
  switch (face) {
    case 0:
      return [1, u, v];
    case 1:
      return [-u, 1, v];
    case 2:
      return [-u, -v, 1];
    case 3:
      return [-1, -v, -u];
    case 4:
      return [v, -1, -u];
    default:
      return [v, u, -1];
  }
}

/** S2's quadratic transform of a place on a face, from 0 to 1, to its coordinate, from -1 to 1. */
export function faceCoordinate(place: number): number {
  return place >= 0.5 ? (4 * place * place - 1) / 3 : (1 - 4 * (1 - place) * (1 - place)) / 3;
}

export interface FlatSegment {
  u0: number;
  v0: number;
  u1: number;
  v1: number;
}

/** The part of a geodesic on the face's side of the sphere, where it is straight; null when there is none. */
export function segmentOnFace(face: number, from: Vector, to: Vector): FlatSegment | null {
  const [a, b] = [toFace(face, from), toFace(face, to)];
  if (a[0] < leastDepth && b[0] < leastDepth) return null;
  const [start, end] = [clipped(a, b), clipped(b, a)];
  return { u0: start[1] / start[0], v0: start[2] / start[0], u1: end[1] / end[0], v1: end[2] / end[0] };
}

/** A direction on the face has a depth of at least 0.57, and the chord of an arc up to 120° one of half of that. */
const leastDepth = 0.2;

function clipped(point: FacePoint, other: FacePoint): FacePoint {
  if (point[0] >= leastDepth) return point;
  const part = (leastDepth - point[0]) / (other[0] - point[0]);
  return [leastDepth, point[1] + (other[1] - point[1]) * part, point[2] + (other[2] - point[2]) * part];
}
