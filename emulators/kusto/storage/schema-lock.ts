/**
 * Lets any number of writers of rows run together, and a change of schema alone. A waiting schema change holds back
 * writers that come after it, so it is never starved.
 */
export class SchemaLock {
  #sharedHolders = 0;
  #exclusiveHeld = false;
  readonly #queue: { isExclusive: boolean; start: () => void }[] = [];

  /** Runs `work`, which writes rows, while no schema change runs. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter(false);
    try {
      return await work();
    } finally {
      this.#sharedHolders -= 1;
      this.#advance();
    }
  }

  /** Runs `work`, which changes schemas, while nothing else writes. */
  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter(true);
    try {
      return await work();
    } finally {
      this.#exclusiveHeld = false;
      this.#advance();
    }
  }

  #enter(isExclusive: boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push({ isExclusive, start: resolve });
      this.#advance();
    });
  }

  #advance(): void {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (this.#exclusiveHeld || (next.isExclusive && this.#sharedHolders > 0)) return;
      this.#queue.shift();
      if (next.isExclusive) this.#exclusiveHeld = true;
      else this.#sharedHolders += 1;
      next.start();
    }
  }
}
