import { angleBetween, lengthOf, plus, unit, type Vector } from '../sphere.ts';

/** A circle on the sphere around points; its radius is an angle. */
interface Cap {
  center: Vector;
  radius: number;
}

/** A circle that holds the points, and the geodesics between them when it is smaller than a hemisphere. */
export function capOf(points: readonly Vector[]): Cap {
  const sum = points.reduce<Vector>((total, point) => plus(total, point), [0, 0, 0]);
  if (lengthOf(sum) < 1e-9) return { center: [0, 0, 1], radius: Math.PI };
  const center = unit(sum);
  const radius = points.reduce((widest, point) => Math.max(widest, angleBetween(center, point)), 0);
  return { center, radius: radius < Math.PI / 2 ? radius + rounding : Math.PI };
}

const rounding = 1e-14;

export function areApart(a: Cap, b: Cap): boolean {
  return angleBetween(a.center, b.center) > a.radius + b.radius;
}
