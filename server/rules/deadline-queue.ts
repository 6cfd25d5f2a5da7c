/** Something with a deadline. Only its queue writes the fields. */
export interface Deadline {
  deadlineMs: number;
  /** Its place in the queue; -1 while it is not in one. */
  queueIndex: number;
}

/** Items by deadline, earliest first; each item is in it once. Equal deadlines come out in no particular order. */
export class DeadlineQueue<Item extends Deadline> {
  readonly #heap: Item[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** Adds the item, or moves it forward. A later deadline than the queued one is left: popping finds it too early. */
  bringForward(item: Item, deadlineMs: number): void {
    if (item.queueIndex >= 0 && item.deadlineMs <= deadlineMs) return;
    item.deadlineMs = deadlineMs;
    this.#rise(item, item.queueIndex >= 0 ? item.queueIndex : this.#heap.length);
  }

  /** Takes out the first item whose deadline is reached. */
  popDue(nowMs: number): Item | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.deadlineMs > nowMs) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    first.queueIndex = -1;
    return first;
  }

  #rise(item: Item, from: number): void {
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#heap[parentIndex];
      if (parent === undefined || parent.deadlineMs <= item.deadlineMs) break;
      this.#put(parent, index);
      index = parentIndex;
    }
    this.#put(item, index);
  }

  #sink(item: Item): void {
    let index = 0;
    for (;;) {
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      if (left === undefined) break;
      const child = right !== undefined && right.deadlineMs < left.deadlineMs ? right : left;
      if (child.deadlineMs >= item.deadlineMs) break;
      const childIndex = child.queueIndex;
      this.#put(child, index);
      index = childIndex;
    }
    this.#put(item, index);
  }

  #put(item: Item, index: number): void {
    this.#heap[index] = item;
    item.queueIndex = index;
  }
}
