/**
 * Passes items from a producer that pushes to one consumer that pulls, holding at most one. `put` resolves when the
 * item was taken, or when the hand-over has ended; a consumer that leaves early keeps producers waiting until then.
 */
export class HandOver<T> implements AsyncIterable<T> {
  #waiting: { item: T; taken: () => void }[] = [];
  #wake: (() => void) | null = null;
  #hasEnded = false;

  async put(item: T): Promise<void> {
    if (this.#hasEnded) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push({ item, taken: resolve });
      this.#wake?.();
    });
  }

  /** What was put but not taken is dropped: its producer hands it out again from the last committed position. */
  end(): void {
    this.#hasEnded = true;
    for (const { taken } of this.#waiting.splice(0)) taken();
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (!this.#hasEnded) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        next.taken();
        yield next.item;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }
}
