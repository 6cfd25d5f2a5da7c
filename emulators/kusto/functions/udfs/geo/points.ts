import type { UdfFunction } from '../udf-function.ts';
import { azimuth, isCoordinate, positiveAngle, toVector, type Vector } from './sphere.ts';

/** Functions of points. A coordinate out of range gives null. */
export const pointFunctions: Record<string, UdfFunction> = {
  geo_azimuth: {
    takes: ['real', 'real', 'real', 'real'],
    gives: 'real',
    run: (lng1: number, lat1: number, lng2: number, lat2: number) => {
      const points = pointsOf(lng1, lat1, lng2, lat2);
      return points === null ? null : azimuth(points[0], points[1]);
    },
  },
  geo_angle: { takes: ['real', 'real', 'real', 'real', 'real', 'real'], gives: 'real', run: clockwiseAngle },
};

function pointsOf(lng1: number, lat1: number, lng2: number, lat2: number): [Vector, Vector] | null {
  return isCoordinate(lng1, lat1) && isCoordinate(lng2, lat2)
    ? [toVector(lng1, lat1), toVector(lng2, lat2)]
    : null;
}

/** At the second point, from the first to the third. */
function clockwiseAngle(
  lng1: number,
  lat1: number,
  lng2: number,
  lat2: number,
  lng3: number,
  lat3: number,
): number | null {
  const [first, second] = [pointsOf(lng2, lat2, lng1, lat1), pointsOf(lng2, lat2, lng3, lat3)];
  if (first === null || second === null) return null;
  const [from, to] = [azimuth(...first), azimuth(...second)];
  return from === null || to === null ? null : positiveAngle(to - from);
}
