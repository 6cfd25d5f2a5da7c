import type { TileStatus } from '#shared/live/tile-status.ts';
import type { TileCondition } from './tile-state.ts';

/** The last status of a live query: since when it is in its state, and whether there is anything new to tell. */
export class StatusKeeper {
  readonly #liveQueryId: string;
  #held: TileStatus | null = null;

  constructor(liveQueryId: string) {
    this.#liveQueryId = liveQueryId;
  }

  at(nowMs: number): TileStatus | null {
    return this.#held && { ...this.#held, serverNowMs: nowMs };
  }

  clear(): void {
    this.#held = null;
  }

  /** True when it differs from what was told. */
  update({ state, clocks, problem }: TileCondition, revision: number, nowMs: number): boolean {
    const held = this.#held;
    const sinceMs = held?.state === state ? held.sinceMs : nowMs;
    this.#held = {
      liveQueryId: this.#liveQueryId,
      state,
      clocks,
      problem,
      sinceMs,
      revision,
      serverNowMs: nowMs,
    };
    return (
      held === null ||
      held.state !== state ||
      held.revision !== revision ||
      held.problem?.message !== problem?.message ||
      held.clocks.checkedMs !== clocks.checkedMs ||
      held.clocks.arrivalMs !== clocks.arrivalMs ||
      held.clocks.eventMs !== clocks.eventMs
    );
  }
}
