import { KustoError } from '../types/kusto-error.ts';

const checkEveryMs = 50;
/** After a query was ended its memory takes a moment to come back; until then no other is ended. */
const restMs = 500;
/** What the process held at least in this time is held by more than one query, e.g. caches: ending queries frees none of it. */
const windowMs = 30_000;

export interface MemoryGuardOptions {
  running: { endLongest(reason: unknown): boolean };
  /** Resident memory of the process above which queries are ended. */
  limitBytes: number;
  /** Queries may always take this much above what the process holds anyway. */
  headroomBytes: number;
}

/**
 * Ends the query that has run longest while the process holds more memory than it may. DuckDB's own limit does not
 * count the texts in the rows at hand, which hostile functions can make arbitrarily long.
 */
export class MemoryGuard implements Disposable {
  readonly #timer: NodeJS.Timeout;

  constructor({ running, limitBytes, headroomBytes }: MemoryGuardOptions) {
    const watch = new MemoryWatch(limitBytes, headroomBytes);
    this.#timer = setInterval(() => {
      const now = performance.now();
      if (watch.isExceeded(process.memoryUsage.rss(), now) && running.endLongest(lowMemoryError()))
        watch.rest(now);
    }, checkEveryMs);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Decides, reading by reading, whether the process holds too much; times in ms. */
export class MemoryWatch {
  readonly #limitBytes: number;
  readonly #headroomBytes: number;
  /** The lowest reading of each second of the window, oldest first. */
  readonly #lowest: { second: number; bytes: number }[] = [];
  #restsUntil = 0;

  constructor(limitBytes: number, headroomBytes: number) {
    this.#limitBytes = limitBytes;
    this.#headroomBytes = headroomBytes;
  }

  isExceeded(bytes: number, now: number): boolean {
    this.#note(bytes, now);
    if (now < this.#restsUntil || bytes <= this.#limitBytes) return false;
    const base = Math.min(...this.#lowest.map((reading) => reading.bytes));
    return bytes > base + this.#headroomBytes;
  }

  rest(now: number): void {
    this.#restsUntil = now + restMs;
  }

  #note(bytes: number, now: number): void {
    const second = Math.floor(now / 1_000);
    const last = this.#lowest.at(-1);
    if (last?.second === second) last.bytes = Math.min(last.bytes, bytes);
    else this.#lowest.push({ second, bytes });
    const from = Math.floor((now - windowMs) / 1_000);
    while ((this.#lowest[0]?.second ?? second) < from) this.#lowest.shift();
  }
}

/** The failure of a query that needs more memory than there is (Kusto docs, query-limits.md). */
export function lowMemoryError(cause?: unknown): KustoError {
  const message =
    'Query execution lacks memory resources to complete (80DA0007): Partial query failure: Low memory condition (E_LOW_MEMORY_CONDITION).';
  return new KustoError('LowMemoryCondition', message, { cause });
}
