import { type RheaReader, readerPrototype } from './rhea-internals.ts';

/** Arrays of items without bytes (null, true, false) are no longer than this. */
const maxEmptyItems = 1_024;

/**
 * Makes rhea refuse an array that claims more items than it has bytes: it would read them all the same, and a frame
 * of 20 bytes could fill the memory. May be called more than once.
 */
export function guardArrayLengths(): void {
  const prototype = readerPrototype();
  const { read_array_items } = prototype;
  if (read_array_items.name === 'readGuarded') return;
  prototype.read_array_items = function readGuarded(this: RheaReader, count, type) {
    if (count > Math.max(this.remaining(), maxEmptyItems)) {
      throw new Error(`An array claims ${count} items and has ${this.remaining()} bytes.`);
    }
    return read_array_items.call(this, count, type);
  };
}
