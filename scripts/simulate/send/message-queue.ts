import type { Message } from './message.ts';

/** Messages that wait to be sent. When it is full the oldest make room: what is newest matters most on a dashboard. */
export class MessageQueue {
  readonly #capacity: number;
  #messages: Message[] = [];
  #droppedCount = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#messages.length;
  }

  put(messages: readonly Message[]): void {
    this.#messages.push(...messages);
    this.#dropExcess();
  }

  /** Takes the oldest message and those with the same key, up to `most`, in their order. */
  take(most: number): Message[] {
    const [first] = this.#messages;
    if (first === undefined) return [];
    const taken: Message[] = [];
    const rest: Message[] = [];
    for (const message of this.#messages) {
      const isTaken = message.partitionKey === first.partitionKey && taken.length < most;
      (isTaken ? taken : rest).push(message);
    }
    this.#messages = rest;
    return taken;
  }

  /** Gives back what could not be sent; it is the oldest again. */
  putBack(messages: readonly Message[]): void {
    this.#messages.unshift(...messages);
    this.#dropExcess();
  }

  /** Messages dropped since the last call. */
  takeDroppedCount(): number {
    const count = this.#droppedCount;
    this.#droppedCount = 0;
    return count;
  }

  #dropExcess(): void {
    const excess = this.#messages.length - this.#capacity;
    if (excess <= 0) return;
    this.#messages.splice(0, excess);
    this.#droppedCount += excess;
  }
}
