import type { Rule } from '#shared/rules/rule.ts';
import { advance, type Emission, type Input } from './advance.ts';
import { type Deadline, DeadlineQueue } from './deadline-queue.ts';
import { type Instance, isOpen, newInstance } from './instance.ts';
import {
  futureToleranceMs,
  type PartitionClock,
  takeEvent,
  takeObservation,
  takeSilence,
} from './partition-clock.ts';
import { nextTimer } from './timers.ts';
import { wholeMs } from './whole-ms.ts';

/** What a rule reads in an event. */
export interface Observation {
  objectKey: string;
  eventMs: number;
  value: number;
}

/** An event of a partition, in the order of the partition's log. */
export interface ObservedEvent {
  partition: string;
  sequence: number;
  enqueuedMs: number;
  observations: readonly Observation[];
}

/** An object's state to be stored, with what others must be told, in order. */
export interface Change {
  objectKey: string;
  /** The partition whose watermark drives the object's timers. */
  partition: string;
  instance: Instance;
  emissions: readonly Emission[];
  /** Others must be told at once; else only the newest value is another. */
  isTold: boolean;
}

export interface StoredInstance {
  objectKey: string;
  partition: string;
  instance: Instance;
}

/** Observations that changed nothing, since the evaluator was made. */
export interface Disregarded {
  late: number;
  /** Ahead of the broker's clock by more than five minutes. */
  future: number;
  /** Of new objects, beyond the rule's `maximumObjects`. */
  overLimit: number;
}

interface Slot extends Deadline {
  readonly objectKey: string;
  partition: string;
  instance: Instance;
  emissions: Emission[];
}

interface Partition {
  clock: PartitionClock;
  readonly queue: DeadlineQueue<Slot>;
}

/**
 * One rule over all its objects, in memory. It is given events in the order of each partition and says what is to be
 * stored. An event that it has taken is recognised and skipped; an object that is ahead of its partition's position,
 * because it was stored at a transition, takes nothing twice, as what it has decided is late.
 */
export class RuleEvaluator {
  readonly #slots = new Map<string, Slot>();
  readonly #partitions = new Map<string, Partition>();
  readonly #told = new Set<Slot>();
  readonly #dirty = new Set<Slot>();
  readonly #forgotten = new Set<string>();
  readonly rule: Rule;
  readonly disregarded: Disregarded = { late: 0, future: 0, overLimit: 0 };

  constructor(
    rule: Rule,
    stored: { instances: Iterable<StoredInstance>; clocks: Iterable<readonly [string, PartitionClock]> },
  ) {
    this.rule = rule;
    for (const [partition, clock] of stored.clocks) this.setClock(partition, clock);
    for (const { objectKey, partition, instance } of stored.instances) {
      this.#schedule(this.#addSlot(objectKey, partition, instance));
    }
  }

  get objectCount(): number {
    return this.#slots.size;
  }

  /** Begins or replaces the reading of a partition; timers of its objects go on with the new clock. */
  setClock(partition: string, clock: PartitionClock): void {
    const existing = this.#partitions.get(partition);
    if (existing) existing.clock = clock;
    else this.#partitions.set(partition, { clock, queue: new DeadlineQueue() });
  }

  clockOf(partition: string): PartitionClock | undefined {
    return this.#partitions.get(partition)?.clock;
  }

  clocks(): [string, PartitionClock][] {
    return [...this.#partitions].map(([partition, { clock }]) => [partition, clock]);
  }

  instanceOf(objectKey: string): Instance | undefined {
    return this.#slots.get(objectKey)?.instance;
  }

  take(event: ObservedEvent): void {
    const partition = this.#partitions.get(event.partition);
    if (!partition || event.sequence <= partition.clock.sequence) return;
    partition.clock = takeEvent(partition.clock, event.sequence, event.enqueuedMs);
    this.#runTimers(partition);
    for (const observation of event.observations) {
      if (observation.eventMs > event.enqueuedMs + futureToleranceMs) this.disregarded.future += 1;
      else this.#observe(observation, event.partition, partition);
    }
  }

  /** The broker has nothing newer, and had nothing for `silentMs` since the partition's last event was read. */
  takeSilence(partitionId: string, silentMs: number): void {
    const partition = this.#partitions.get(partitionId);
    if (!partition) return;
    partition.clock = takeSilence(partition.clock, silentMs);
    this.#runTimers(partition);
  }

  /** The rule became what it is now, or ends: every object is re-evaluated or closed. */
  changeRule(input: Extract<Input, { kind: 'rule-changed' | 'rule-stopped' }>): void {
    for (const slot of this.#slots.values()) {
      this.#advance(slot, input);
      const { episode, lastMs } = slot.instance;
      if (episode === 0 && lastMs === null) this.#forget(slot);
      else this.#schedule(slot);
    }
  }

  /** Changes that others must be told of and that are not taken yet, oldest first; at most `limit`. */
  takeTransitions(limit: number): Change[] {
    return this.#takeFrom(this.#told, limit);
  }

  /**
   * Changes that are not taken yet, first those that others must be told of: a state that is stored says that all
   * before it is told. With all of them, the forgotten objects and the clocks the stored state is whole.
   */
  takeUnstored(limit: number): Change[] {
    const told = this.takeTransitions(limit);
    return [...told, ...this.#takeFrom(this.#dirty, limit - told.length)];
  }

  /** Objects whose stored state is to be deleted. */
  takeForgotten(): string[] {
    const forgotten = [...this.#forgotten];
    this.#forgotten.clear();
    return forgotten;
  }

  get unstoredCount(): number {
    return this.#dirty.size + this.#forgotten.size;
  }

  #takeFrom(slots: Set<Slot>, limit: number): Change[] {
    const changes: Change[] = [];
    for (const slot of slots) {
      if (changes.length >= limit) break;
      const { objectKey, partition, instance, emissions } = slot;
      changes.push({ objectKey, partition, instance, emissions, isTold: this.#told.has(slot) });
      slot.emissions = [];
      this.#told.delete(slot);
      this.#dirty.delete(slot);
    }
    return changes;
  }

  #observe({ objectKey, eventMs, value }: Observation, partitionId: string, partition: Partition): void {
    partition.clock = takeObservation(partition.clock, eventMs, wholeMs(this.rule.latenessSeconds));
    const known = this.#slots.get(objectKey);
    const decidedMs = known ? known.instance.decidedMs : this.#forgottenMs(partition.clock);
    if (decidedMs !== null && eventMs <= decidedMs) this.disregarded.late += 1;
    else {
      const slot = known ?? this.#admit(objectKey, partitionId);
      if (slot) this.#takeValue(slot, eventMs, value);
      else this.disregarded.overLimit += 1;
    }
    this.#runTimers(partition);
  }

  #takeValue(slot: Slot, eventMs: number, value: number): void {
    const watermarkMs = this.#partitions.get(slot.partition)?.clock.watermarkMs ?? eventMs;
    const lagMs = Math.max(0, watermarkMs - eventMs);
    this.#advance(slot, { kind: 'observed', atMs: eventMs, value, lagMs });
    this.#schedule(slot);
  }

  /** Up to here an object that is not known may have been decided and forgotten. */
  #forgottenMs({ watermarkMs }: PartitionClock): number | null {
    return watermarkMs === null ? null : watermarkMs - wholeMs(this.rule.forgetAfterSeconds);
  }

  #admit(objectKey: string, partition: string): Slot | null {
    if (this.#slots.size >= this.rule.maximumObjects) return null;
    this.#forgotten.delete(objectKey);
    const { fireIfAlreadyTrue } = this.rule;
    return this.#addSlot(objectKey, partition, newInstance({ fireIfAlreadyTrue, episode: 0 }));
  }

  #addSlot(objectKey: string, partition: string, instance: Instance): Slot {
    const slot: Slot = { objectKey, partition, instance, emissions: [], deadlineMs: 0, queueIndex: -1 };
    this.#slots.set(objectKey, slot);
    return slot;
  }

  #runTimers({ clock: { watermarkMs }, queue }: Partition): void {
    if (watermarkMs === null) return;
    for (let slot = queue.popDue(watermarkMs); slot; slot = queue.popDue(watermarkMs)) {
      const nowMs = watermarkMs - slot.instance.lagMs;
      this.#advance(slot, { kind: 'time', nowMs });
      if (forgetMs(this.rule, slot.instance) <= nowMs) this.#forget(slot);
      else this.#schedule(slot);
    }
  }

  #advance(slot: Slot, input: Input): void {
    const before = slot.instance;
    const { instance, emissions } = advance(this.rule, before, input);
    if (instance === before) return;
    slot.instance = instance;
    slot.emissions.push(...emissions);
    this.#dirty.add(slot);
    if (emissions.length > 0 || looksDifferent(before, instance)) this.#told.add(slot);
  }

  #schedule(slot: Slot): void {
    const dueMs = Math.min(
      nextTimer(this.rule, slot.instance, 'any')?.dueMs ?? Number.POSITIVE_INFINITY,
      forgetMs(this.rule, slot.instance),
    );
    if (dueMs === Number.POSITIVE_INFINITY) return;
    this.#partitions.get(slot.partition)?.queue.bringForward(slot, dueMs + slot.instance.lagMs);
  }

  #forget(slot: Slot): void {
    this.#slots.delete(slot.objectKey);
    this.#dirty.delete(slot);
    this.#forgotten.add(slot.objectKey);
  }
}

/** When an object is forgotten. One that has fired is kept: its count of episodes makes activation ids unique. */
function forgetMs(rule: Rule, { episode, state, lastMs }: Instance): number {
  if (episode > 0 || state === 'pending' || lastMs === null) return Number.POSITIVE_INFINITY;
  return lastMs + wholeMs(rule.forgetAfterSeconds);
}

/** Whether an open episode shows differently. */
function looksDifferent(before: Instance, after: Instance): boolean {
  return isOpen(after) && (before.state !== after.state || before.isStale !== after.isStale);
}
