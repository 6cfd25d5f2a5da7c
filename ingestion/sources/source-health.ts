import type { SourceStatus } from './source.ts';

/** The state of a source from what is seen of its parts: it is reading when one part is and none has failed since. */
export class SourceHealth {
  readonly #failures = new Map<string, string>();
  readonly #now: () => number;
  #status: SourceStatus;

  constructor(now: () => number) {
    this.#now = now;
    this.#status = { state: 'connecting', sinceMs: now(), message: null };
  }

  get status(): SourceStatus {
    return this.#status;
  }

  /** `part` is a partition, or anything else that can fail by itself. */
  succeeded(part: string): void {
    this.#failures.delete(part);
    const [failure] = this.#failures.values();
    if (failure === undefined) this.#change('reading', null);
  }

  failed(part: string, message: string): void {
    this.#failures.set(part, message);
    this.#change('disconnected', message);
  }

  /** The part is not ours any more, so its failure does not count. */
  left(part: string): void {
    this.#failures.delete(part);
  }

  #change(state: SourceStatus['state'], message: string | null): void {
    const sinceMs = state === this.#status.state ? this.#status.sinceMs : this.#now();
    this.#status = { state, sinceMs, message };
  }
}
