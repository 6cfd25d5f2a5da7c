interface Waiting<T> {
  item: T;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Runs one commit at a time; what arrives meanwhile waits and goes together into the next one. When a commit fails,
 * all that waits fails with it: it may build on what was to be committed.
 */
export class GroupCommit<T> {
  readonly #commit: (items: readonly T[]) => Promise<void>;
  readonly #maxItems: number;
  #queue: Waiting<T>[] = [];
  #running: Promise<void> | null = null;

  constructor(commit: (items: readonly T[]) => Promise<void>, maxItems: number) {
    this.#commit = commit;
    this.#maxItems = maxItems;
  }

  /** Resolves once the group that holds `item` is committed; rejects when that commit fails. */
  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async whenIdle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Lets everything that arrives in this turn of the event loop into the first group.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const group = this.#queue.splice(0, this.#maxItems);
      try {
        await this.#commit(group.map(({ item }) => item));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of [...group, ...this.#queue.splice(0)]) reject(error);
      }
    }
    this.#running = null;
  }
}
