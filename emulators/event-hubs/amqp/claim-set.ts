import { type Claim, isWithin } from './sas-token.ts';

/** Longest delay that a timer takes. */
const maxDelayMs = 2_147_483_647;

/** The tokens that a client has put, by audience. Calls `onExpired` each time one of them has expired. */
export class ClaimSet {
  readonly #claims = new Map<string, Claim>();
  readonly #clock: () => number;
  readonly #onExpired: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: () => number, onExpired: () => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  /** Adds a claim, or renews the one for the same path. */
  put(claim: Claim): void {
    this.#claims.set(claim.path, claim);
    this.#schedule();
  }

  cover(path: string): boolean {
    const now = this.#clock();
    for (const claim of this.#claims.values()) {
      if (claim.expiresAtMs > now && isWithin(path, claim.path)) return true;
    }
    return false;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#claims.clear();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const first = Math.min(...[...this.#claims.values()].map(({ expiresAtMs }) => expiresAtMs));
    if (!Number.isFinite(first)) return;
    const delayMs = Math.min(Math.max(first - this.#clock(), 0), maxDelayMs);
    this.#timer = setTimeout(() => this.#expire(), delayMs);
    this.#timer.unref();
  }

  #expire(): void {
    const now = this.#clock();
    for (const [path, { expiresAtMs }] of this.#claims) if (expiresAtMs <= now) this.#claims.delete(path);
    this.#onExpired();
    this.#schedule();
  }
}
