import { KustoError } from '../types/kusto-error.ts';
import type { RunningQueries } from './running-queries.ts';

const checkEveryMs = 50;
/** After a query was ended its memory takes a moment to come back; until then no other is ended. */
const restMs = 500;

/**
 * Ends the query that has run longest while the process holds more memory than it may. DuckDB's own limit does not
 * count the texts in the rows at hand, which hostile functions can make arbitrarily long.
 */
export class MemoryGuard implements Disposable {
  readonly #timer: NodeJS.Timeout;
  #restsUntil = 0;

  constructor({ running, limitBytes }: { running: RunningQueries; limitBytes: number }) {
    this.#timer = setInterval(() => {
      const now = performance.now();
      if (now < this.#restsUntil || process.memoryUsage.rss() <= limitBytes) return;
      if (running.endLongest(lowMemoryError())) this.#restsUntil = now + restMs;
    }, checkEveryMs);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** The failure of a query that needs more memory than there is (Kusto docs, query-limits.md). */
export function lowMemoryError(cause?: unknown): KustoError {
  const message =
    'Query execution lacks memory resources to complete (80DA0007): Partial query failure: Low memory condition (E_LOW_MEMORY_CONDITION).';
  return new KustoError('LowMemoryCondition', message, { cause });
}
