import { ValueStore } from './value-store.ts';

/** Tiles are watched and drawn a little before they scroll into view. */
const margin = '160px 0px';

/** Which tiles the viewer can see, in a document that is shown. One observer for the page. */
export class VisibleTiles implements Disposable {
  readonly ids = new ValueStore<ReadonlySet<string>>(new Set());
  readonly #elements = new Map<Element, string>();
  #observer: IntersectionObserver | null = null;

  /** Returns how to stop observing. */
  observe(tileId: string, element: Element): () => void {
    this.#observer ??= new IntersectionObserver((entries) => this.#changed(entries), { rootMargin: margin });
    this.#elements.set(element, tileId);
    this.#observer.observe(element);
    return () => {
      this.#observer?.unobserve(element);
      this.#elements.delete(element);
      this.#set(new Set([...this.ids.get()].filter((id) => id !== tileId)));
    };
  }

  has(tileId: string): boolean {
    return this.ids.get().has(tileId);
  }

  [Symbol.dispose](): void {
    this.#observer?.disconnect();
    this.#observer = null;
    this.#elements.clear();
  }

  #changed(entries: IntersectionObserverEntry[]): void {
    const ids = new Set(this.ids.get());
    for (const entry of entries) {
      const tileId = this.#elements.get(entry.target);
      if (tileId === undefined) continue;
      if (entry.isIntersecting) ids.add(tileId);
      else ids.delete(tileId);
    }
    this.#set(ids);
  }

  #set(ids: ReadonlySet<string>): void {
    const held = this.ids.get();
    if (held.size !== ids.size || [...ids].some((id) => !held.has(id))) this.ids.set(ids);
  }
}
