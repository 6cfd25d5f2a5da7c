import type { ProducerStamp, ProducerState } from './record.ts';

export type ProducerVerdict = 'append' | 'duplicate' | 'out-of-order' | 'epoch-stolen';

export interface ProducerClaim {
  id: number;
  /** Null asks for the next epoch of this producer. */
  epoch: number | null;
  /** The producer's number of the last event that it knows to be published; null when it starts anew. */
  lastSequence: number | null;
}

export type JoinOutcome = { state: 'joined'; producer: ProducerState } | { state: 'epoch-stolen' };

const maxProducers = 1_000;
/** Producers count in an int that wraps to 0. */
const maxSequence = 2_147_483_647;

/**
 * What each idempotent producer has published to one partition. Verdicts count batches that are still being
 * written (`#admitted`); only written ones are kept over a restart (`committed`). Holds the 1,000 producers that
 * published last.
 */
export class ProducerTable {
  #admitted: Map<number, ProducerState>;
  readonly #committed: Map<number, ProducerState>;

  constructor(states: readonly ProducerState[]) {
    this.#committed = new Map(states.map((state) => [state.id, state]));
    this.#admitted = new Map(this.#committed);
  }

  get committed(): ProducerState[] {
    return [...this.#committed.values()];
  }

  /**
   * Opens a link of a producer. The answer repeats the producer's own last number, not ours: a batch whose
   * acknowledgement got lost is then sent again under its old numbers and recognised as a duplicate.
   */
  join({ id, epoch, lastSequence }: ProducerClaim): JoinOutcome {
    const known = this.#admitted.get(id);
    const claimed = epoch ?? (known ? known.epoch + 1 : 0);
    if (known && known.epoch > claimed) return { state: 'epoch-stolen' };
    const producer = { id, epoch: claimed, lastSequence: lastSequence ?? 0 };
    if (!known || known.epoch < claimed) remember(this.#admitted, producer);
    else if (lastSequence === null) producer.lastSequence = known.lastSequence;
    return { state: 'joined', producer };
  }

  /** Judges a batch and, when it is to be appended, counts it. */
  admit(stamp: ProducerStamp, count: number): ProducerVerdict {
    const last = lastOf(stamp, count);
    const known = this.#admitted.get(stamp.id);
    if (known && known.epoch > stamp.epoch) return 'epoch-stolen';
    if (known && known.epoch === stamp.epoch) {
      const expected = known.lastSequence === maxSequence ? 0 : known.lastSequence + 1;
      if (stamp.firstSequence !== expected) return last <= known.lastSequence ? 'duplicate' : 'out-of-order';
    }
    remember(this.#admitted, { id: stamp.id, epoch: stamp.epoch, lastSequence: last });
    return 'append';
  }

  commit(stamp: ProducerStamp, count: number): void {
    remember(this.#committed, { id: stamp.id, epoch: stamp.epoch, lastSequence: lastOf(stamp, count) });
  }

  /** Forgets batches that were admitted but could not be written. */
  rollBack(): void {
    this.#admitted = new Map(this.#committed);
  }
}

function lastOf(stamp: ProducerStamp, count: number): number {
  return (stamp.firstSequence + count - 1) % (maxSequence + 1);
}

function remember(states: Map<number, ProducerState>, state: ProducerState): void {
  states.delete(state.id);
  states.set(state.id, state);
  if (states.size <= maxProducers) return;
  const [oldest] = states.keys();
  if (oldest !== undefined) states.delete(oldest);
}
