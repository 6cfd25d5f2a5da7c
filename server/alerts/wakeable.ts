/** A wait that can be cut short by somebody who knows that there is something to do. */
export class Wakeable {
  #isWoken = false;
  #wake: (() => void) | null = null;

  /** Ends the present wait, or else the next one. */
  wake(): void {
    this.#isWoken = true;
    this.#wake?.();
  }

  /** Waits until woken, at most `ms`, or until the signal is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#isWoken) {
      await this.#sleep(ms, signal, (end) => {
        this.#wake = end;
      });
      this.#wake = null;
    }
    this.#isWoken = false;
  }

  /** Waits for `ms` whether woken or not, or until the signal is aborted. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    await this.#sleep(ms, signal, () => {});
  }

  #sleep(ms: number, signal: AbortSignal, offer: (end: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      offer(end);
    });
  }
}
