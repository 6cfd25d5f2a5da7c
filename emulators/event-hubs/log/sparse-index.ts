/** Place of a record in a segment file, with the first sequence number, offset and the time of its events. */
export interface IndexEntry {
  position: number;
  sequence: number;
  offset: number;
  timeMs: number;
}

const spacingBytes = 32 * 1024;

/** One entry for about every 32 KiB of a segment; all columns of an index grow with the position. */
export class SparseIndex {
  readonly #entries: IndexEntry[] = [];

  add(entry: IndexEntry): void {
    const last = this.#entries.at(-1);
    if (last && entry.position - last.position < spacingBytes) return;
    this.#entries.push(entry);
  }

  /** Time of the first event; null when there is none. */
  get firstTimeMs(): number | null {
    return this.#entries[0]?.timeMs ?? null;
  }

  /** Where to start reading to meet the first record for which `isBefore` does not hold any more. */
  seek(isBefore: (entry: IndexEntry) => boolean): number | null {
    const after = countWhile(this.#entries, isBefore);
    return this.#entries[Math.max(after - 1, 0)]?.position ?? null;
  }
}

/** Length of the run of items at the start for which `holds` is true; it must not become true again later. */
export function countWhile<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
