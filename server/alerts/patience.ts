/** A signal that is aborted so much later than another one. */
export class Patience implements Disposable {
  readonly #controller = new AbortController();
  readonly #impatient: AbortSignal;
  readonly #begin: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(impatient: AbortSignal, graceMs: number) {
    this.#impatient = impatient;
    this.#begin = () => {
      this.#timer = setTimeout(() => this.#controller.abort(), graceMs);
    };
    if (impatient.aborted) this.#begin();
    else impatient.addEventListener('abort', this.#begin, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    this.#impatient.removeEventListener('abort', this.#begin);
    clearTimeout(this.#timer);
  }
}
