import { angleBetween, cross, dot, unit, type Vector } from '../sphere.ts';

/** A range of directions, counterclockwise from `start`; its width is below a full turn. */
interface Range {
  start: number;
  width: number;
}

const turn = 2 * Math.PI;

/** The directions from a point in which an edge passes through some discs and beside others (S2PolylineSimplifier). */
export class DirectionWindow {
  readonly #source: Vector;
  readonly #axes: readonly [Vector, Vector];
  #window: Range | 'all' | 'none' = 'all';
  #avoided: { range: Range; isLeft: boolean }[] = [];

  constructor(source: Vector) {
    const first = unit(cross(Math.abs(source[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0], source));
    this.#source = source;
    this.#axes = [first, cross(source, first)];
  }

  /** Whether an edge may go to the point. */
  reaches(point: Vector): boolean {
    const direction = this.#direction(point);
    const isInWindow =
      this.#window === 'all' || (this.#window !== 'none' && contains(this.#window, direction));
    return (
      angleBetween(this.#source, point) <= Math.PI / 2 &&
      isInWindow &&
      !this.#avoided.some(({ range }) => contains(range, direction))
    );
  }

  /** Only directions that hit the disc; false when none is left. */
  target(center: Vector, radius: number): boolean {
    const half = this.#halfWidth(center, radius);
    if (half === null) return true;
    this.#keep({ start: this.#direction(center) - half, width: 2 * half });
    const avoided = this.#avoided;
    this.#avoided = [];
    for (const { range, isLeft } of avoided) this.#leaveOut(range, isLeft);
    return this.#window !== 'none';
  }

  /** Only directions that pass the disc, which lies to the left or to the right; false when none is left. */
  avoid(center: Vector, radius: number, isLeft: boolean): boolean {
    const half = this.#halfWidth(center, radius);
    if (half === null) {
      this.#window = 'none';
      return false;
    }
    const [right, left] = isLeft ? [half, Math.PI / 2] : [Math.PI / 2, half];
    const range = { start: this.#direction(center) - right, width: left + right };
    if (this.#window === 'all') this.#avoided.push({ range, isLeft });
    else this.#leaveOut(range, isLeft);
    return this.#window !== 'none';
  }

  #direction(point: Vector): number {
    return Math.atan2(dot(point, this.#axes[1]), dot(point, this.#axes[0]));
  }

  /** Half the angle under which a disc is seen; null when the source is in it. */
  #halfWidth(center: Vector, radius: number): number | null {
    const distance = angleBetween(this.#source, center);
    return distance <= radius ? null : Math.asin(Math.sin(radius) / Math.sin(distance));
  }

  #keep(range: Range): void {
    this.#window =
      this.#window === 'all' ? range : this.#window === 'none' ? 'none' : common(this.#window, range);
  }

  #leaveOut(range: Range, isLeft: boolean): void {
    const window = this.#window;
    if (window === 'all' || window === 'none') return;
    const offset = modulo(range.start - window.start);
    if (offset + range.width > window.width)
      this.#keep({ start: range.start + range.width, width: turn - range.width });
    else if (isLeft) this.#window = { start: window.start, width: offset };
    else this.#window = { start: range.start + range.width, width: window.width - offset - range.width };
  }
}

function modulo(angle: number): number {
  return ((angle % turn) + turn) % turn;
}

function contains(range: Range, direction: number): boolean {
  return modulo(direction - range.start) <= range.width;
}

function common(a: Range, b: Range): Range | 'none' {
  const offset = modulo(b.start - a.start);
  if (offset <= a.width) return { start: b.start, width: Math.min(b.width, a.width - offset) };
  const back = turn - offset;
  return back <= b.width ? { start: a.start, width: Math.min(a.width, b.width - back) } : 'none';
}
