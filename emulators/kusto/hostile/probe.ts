import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 40;

/** Asks the same trivial thing again and again and notes how long the answers take. */
export class Probe implements AsyncDisposable {
  readonly #ask: () => Promise<unknown>;
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;
  slowestMs = 0;

  constructor(ask: () => Promise<unknown>) {
    this.#ask = ask;
    this.#running = this.#run();
  }

  reset(): void {
    this.slowestMs = 0;
  }

  /** Asks once more now; how long that took. */
  async next(): Promise<number> {
    const start = performance.now();
    await this.#ask();
    return performance.now() - start;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      this.slowestMs = Math.max(this.slowestMs, await this.next());
      await sleep(pauseMs);
    }
  }
}
