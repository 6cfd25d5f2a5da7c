/** Draws of all tiles share half of a frame, so that the page keeps answering to its user. */
const frameShare = 1 / 2;
const leastBudgetMs = 8;
/** Where frames come late because the machine is busy, a longer turn loses nothing and brings data sooner. */
const mostBudgetMs = 32;
/** A tile may use this share of the time for drawing itself. */
const drawShare = 1 / 12;
const shortestIntervalMs = 100;
const longestIntervalMs = 1_000;

interface Drawing {
  draw: () => void;
  notBeforeMs: number;
}

export interface FrameClock {
  requestFrame(callback: () => void): number;
  cancelFrame(handle: number): void;
  nowMs(): number;
}

/**
 * One queue of draws for the page: at most one pending draw per tile (the latest wins), a time budget per animation
 * frame, and a pause between two draws of a tile that grows with what its last draw cost. Bounded by the tiles.
 */
export class DrawScheduler implements Disposable {
  readonly #clock: FrameClock;
  readonly #pending = new Map<string, Drawing>();
  readonly #earliestMs = new Map<string, number>();
  #handle: number | null = null;
  #requestedMs = 0;

  constructor(clock: FrameClock) {
    this.#clock = clock;
  }

  request(tileId: string, draw: () => void): void {
    this.#pending.set(tileId, { draw, notBeforeMs: this.#earliestMs.get(tileId) ?? 0 });
    this.#schedule();
  }

  /** Forgets a tile that is gone. */
  cancel(tileId: string): void {
    this.#pending.delete(tileId);
    this.#earliestMs.delete(tileId);
  }

  [Symbol.dispose](): void {
    if (this.#handle !== null) this.#clock.cancelFrame(this.#handle);
    this.#handle = null;
    this.#pending.clear();
    this.#earliestMs.clear();
  }

  #schedule(): void {
    if (this.#handle !== null) return;
    this.#requestedMs = this.#clock.nowMs();
    this.#handle = this.#clock.requestFrame(() => {
      this.#handle = null;
      this.#drawDue();
      if (this.#pending.size > 0) this.#schedule();
    });
  }

  #drawDue(): void {
    const startMs = this.#clock.nowMs();
    const budgetMs = Math.min(
      mostBudgetMs,
      Math.max(leastBudgetMs, (startMs - this.#requestedMs) * frameShare),
    );
    for (const [tileId, { draw, notBeforeMs }] of [...this.#pending]) {
      const beforeMs = this.#clock.nowMs();
      if (beforeMs - startMs >= budgetMs) return;
      if (beforeMs < notBeforeMs) continue;
      this.#pending.delete(tileId);
      draw();
      const afterMs = this.#clock.nowMs();
      const intervalMs = Math.min(
        longestIntervalMs,
        Math.max(shortestIntervalMs, (afterMs - beforeMs) / drawShare),
      );
      this.#earliestMs.set(tileId, beforeMs + intervalMs);
    }
  }
}
