const keptSamples = 16;
/** Differences below this are network delay or well-kept clocks, and correcting them would only add noise. */
const trustedDifferenceMs = 100;

/** The server's clock as this browser can know it, so that ages do not depend on the browser's clock. */
export class ServerClock {
  readonly #now: () => number;
  readonly #offsets: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes the server's time from a message that was received just now. */
  observe(serverNowMs: number): void {
    this.#offsets.push(serverNowMs - this.#now());
    if (this.#offsets.length > keptSamples) this.#offsets.shift();
  }

  nowMs(): number {
    return this.#now() + this.#offsetMs();
  }

  /** A message's delay makes the server look slow: the largest offset is the one with the least delay. */
  #offsetMs(): number {
    if (this.#offsets.length === 0) return 0;
    const offset = Math.max(...this.#offsets);
    return Math.abs(offset) < trustedDifferenceMs ? 0 : offset;
  }
}
