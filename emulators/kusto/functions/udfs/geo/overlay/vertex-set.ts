import type { Vector } from '../sphere.ts';
import { type FlatPoint, flattened, type Projection, raised } from './projection.ts';

/** Points of an arrangement by number; those that are nearer than rounding can tell apart are one. */
export class VertexSet {
  readonly vectors: Vector[] = [];
  readonly flat: FlatPoint[] = [];
  readonly #projection: Projection;
  readonly #byCell = new Map<string, number[]>();

  constructor(projection: Projection) {
    this.#projection = projection;
  }

  add(vector: Vector): number {
    const point = flattened(vector, this.#projection);
    return this.#find(point) ?? this.#insert(point, vector);
  }

  addFlat(point: FlatPoint): number {
    return this.#find(point) ?? this.#insert(point, raised(point, this.#projection));
  }

  at(vertex: number): FlatPoint {
    return this.flat[vertex] ?? [0, 0];
  }

  #find([x, y]: FlatPoint): number | undefined {
    for (const key of cellsAround(x, y)) {
      const found = this.#byCell.get(key)?.find((vertex) => {
        const [otherX, otherY] = this.at(vertex);
        return Math.abs(otherX - x) <= mergeDistance && Math.abs(otherY - y) <= mergeDistance;
      });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #insert(point: FlatPoint, vector: Vector): number {
    const vertex = this.vectors.push(vector) - 1;
    this.flat.push(point);
    const key = cellOf(point[0], point[1]);
    const others = this.#byCell.get(key);
    if (others === undefined) this.#byCell.set(key, [vertex]);
    else others.push(vertex);
    return vertex;
  }
}

/** S2 takes points nearer than this for the same one: twice the error of its crossings. */
export const mergeDistance = 1.8e-15;
const cellSize = 1e-13;

function cellOf(x: number, y: number): string {
  return `${Math.floor(x / cellSize)},${Math.floor(y / cellSize)}`;
}

/** Mostly one; more when the point is at the border of its cell. */
function cellsAround(x: number, y: number): string[] {
  const d = mergeDistance;
  const isInside = (value: number) =>
    Math.floor((value - d) / cellSize) === Math.floor((value + d) / cellSize);
  if (isInside(x) && isInside(y)) return [cellOf(x, y)];
  return [x - d, x + d].flatMap((east) => [y - d, y + d].map((north) => cellOf(east, north)));
}
