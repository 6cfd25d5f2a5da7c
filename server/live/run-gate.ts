export interface RunGateOptions {
  /** Runs that may be under way at once, not counting slow ones. */
  fastSlots: number;
  /** Runs that may have turned slow without taking a fast slot. */
  slowSlots: number;
  slowAfterMs: number;
}

/**
 * Bounds the queries that are under way in one source. First come, first served; a run that turns slow moves aside, so
 * that it does not hold up the others, as long as there is room for slow ones.
 */
export class RunGate {
  readonly #options: RunGateOptions;
  readonly #waiting: (() => void)[] = [];
  #fast = 0;
  #slow = 0;

  constructor(options: RunGateOptions) {
    this.#options = options;
  }

  /** Runs `work` when its turn has come; throws the signal's reason when it is aborted before. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal);
    let lane: 'fast' | 'slow' = 'fast';
    const timer = setTimeout(() => {
      if (this.#slow >= this.#options.slowSlots) return;
      lane = 'slow';
      this.#fast -= 1;
      this.#slow += 1;
      this.#admit();
    }, this.#options.slowAfterMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      if (lane === 'fast') this.#fast -= 1;
      else this.#slow -= 1;
      this.#admit();
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#fast < this.#options.fastSlots && this.#waiting.length === 0) {
      this.#fast += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        this.#fast += 1;
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(enter);
    });
  }

  #admit(): void {
    while (this.#fast < this.#options.fastSlots) {
      const next = this.#waiting.shift();
      if (!next) return;
      next();
    }
  }
}
