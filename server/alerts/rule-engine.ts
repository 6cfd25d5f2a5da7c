import { setImmediate as giveWay } from 'node:timers/promises';
import type { InStatement } from '@libsql/client/sqlite3';
import type { Logger } from '#shared/node/logger.ts';
import type { Rule } from '#shared/rules/rule.ts';
import { newPartitionClock } from '../rules/partition-clock.ts';
import { type Change, type Observation, RuleEvaluator } from '../rules/rule-evaluator.ts';
import type { Database } from '../store/database.ts';
import { type Lease, writeFenced } from '../store/lease.ts';
import {
  deleteInstances,
  deletePartitions,
  putPartitions,
  putRule,
  readInstances,
  readPartitions,
  readRules,
} from '../store/rule-state.ts';
import type { HubBatch, HubBounds } from '../streams/read-hub.ts';
import { readObservation, readRecords } from '../streams/read-observation.ts';
import { changeStatements } from './change-statements.ts';
import type { Clock } from './clock.ts';
import { meaningOf, type PlannedRule, planRules } from './plan-rules.ts';
import type { LoadedRules } from './rule-files.ts';
import { clockOf, instanceOf, partitionRow } from './stored-state.ts';

export interface RuleEngineOptions {
  database: Database;
  lease: Lease;
  leaseTtlMs: number;
  /** Ids of whom activations are delivered to. */
  destinations: string[];
  clock: Clock;
  logger: Logger;
  /** Called after each commit with the episodes that look different now. */
  onStored: (episodeIds: string[]) => void;
}

interface RunningRule {
  evaluator: RuleEvaluator;
  /** Events in which nothing can be observed, since the engine was made. */
  unreadable: number;
  /** Events that the broker dropped before this rule read them. */
  missed: number;
}

const changesPerCommit = 2_000;
const smallRest = 1_000;
const checkpointMs = 5_000;

/**
 * All running rules in memory, while this process holds the lease. What others are told is committed with the state
 * that it follows from before anybody is told. Everything else is committed at a checkpoint together with the
 * positions in the partitions; after a crash the events since are read again and lead to the same.
 *
 * Any failure to store leaves the engine ahead of the store: drop it and load another.
 */
export class RuleEngine {
  readonly #options: RuleEngineOptions;
  readonly #rules: RunningRule[] = [];
  readonly #checkpointDueMs = new Map<string, number>();
  #hasFailed = false;

  private constructor(options: RuleEngineOptions) {
    this.#options = options;
  }

  /** Reads what is stored and brings it in line with the definition files. */
  static async load(loaded: LoadedRules, options: RuleEngineOptions): Promise<RuleEngine> {
    const engine = new RuleEngine(options);
    for (const planned of planRules(await readRules(options.database), loaded)) {
      await engine.#begin(planned);
    }
    return engine;
  }

  rules(): readonly { rule: Rule; objects: number; unreadable: number; missed: number; overLimit: number }[] {
    return this.#rules.map(({ evaluator, unreadable, missed }) => ({
      rule: evaluator.rule,
      objects: evaluator.objectCount,
      unreadable,
      missed,
      overLimit: evaluator.disregarded.overLimit,
    }));
  }

  /** A commit failed, so this engine is ahead of the store. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  hubs(): string[] {
    return [...new Set(this.#rules.map(({ evaluator }) => evaluator.rule.source.hub))];
  }

  /** The last event that every rule of the hub has taken, by partition; partitions that no rule has read are not in it. */
  positions(hub: string): Map<string, number> {
    const positions = new Map<string, number>();
    for (const { evaluator } of this.#of(hub)) {
      for (const [partition, { sequence }] of evaluator.clocks()) {
        positions.set(partition, Math.min(sequence, positions.get(partition) ?? sequence));
      }
    }
    return positions;
  }

  /**
   * Compares the positions with what the broker has. A rule that has none begins with the next event. `begin-anew`:
   * the log is another one, so the hub must be read from the positions as they are now.
   */
  async assign(hub: string, partition: string, bounds: HubBounds): Promise<'go-on' | 'begin-anew'> {
    let isAnotherLog = false;
    for (const running of this.#of(hub)) {
      const { evaluator } = running;
      const clock = evaluator.clockOf(partition);
      if (clock === undefined) {
        evaluator.setClock(partition, newPartitionClock(bounds.logId, bounds.lastSequenceNumber));
      } else if (clock.logId !== bounds.logId || clock.sequence > bounds.lastSequenceNumber) {
        isAnotherLog = true;
        evaluator.setClock(partition, { ...clock, logId: bounds.logId, sequence: -1 });
      } else running.missed = Math.max(running.missed, missedEvents(clock.sequence, bounds));
    }
    if (isAnotherLog) this.#options.logger.warn({ event: 'hub.log-replaced', hub, partition });
    await this.checkpoint(hub);
    return isAnotherLog ? 'begin-anew' : 'go-on';
  }

  async takeEvents(hub: string, { partition, events }: HubBatch): Promise<void> {
    const rules = this.#of(hub);
    for (const event of events) {
      const records = readRecords(event.body);
      for (const running of rules) takeEvent(running, partition, event, records);
    }
    await this.#storeNews(hub);
  }

  async takeSilence(
    hub: string,
    news: { partition: string; sequence: number; silentMs: number },
  ): Promise<void> {
    for (const { evaluator } of this.#of(hub)) {
      const isCaughtUp = evaluator.clockOf(news.partition)?.sequence === news.sequence;
      if (isCaughtUp) evaluator.takeSilence(news.partition, news.silentMs);
    }
    await this.#storeNews(hub);
  }

  /** Stores everything about the rules of a hub that is not stored. */
  async checkpoint(hub: string): Promise<void> {
    this.#checkpointDueMs.set(hub, this.#options.clock.monotonicMs() + checkpointMs);
    for (const { evaluator } of this.#of(hub)) {
      while (evaluator.unstoredCount > changesPerCommit) {
        // A state that is stored ahead of the positions takes nothing twice.
        await this.#commit(evaluator, evaluator.takeUnstored(changesPerCommit));
        await giveWay();
      }
      await this.#commitWhole(evaluator, []);
    }
  }

  #of(hub: string): RunningRule[] {
    return this.#rules.filter(({ evaluator }) => evaluator.rule.source.hub === hub);
  }

  async #begin(planned: PlannedRule): Promise<void> {
    const { database, logger } = this.#options;
    const { kind, rule } = planned;
    const { id, version, ...file } = rule;
    const goesOn = kind === 'go-on' || (kind === 'change' && planned.readsSameValues);
    const evaluator = new RuleEvaluator(rule, {
      instances: (await readInstances(database, id)).map(instanceOf),
      clocks: goesOn ? (await readPartitions(database, id)).map(clockOf) : [],
    });
    if (kind === 'change') {
      evaluator.changeRule({ kind: 'rule-changed', readsSameValues: planned.readsSameValues });
    }
    if (kind === 'stop') evaluator.changeRule({ kind: 'rule-stopped' });
    const definition = JSON.stringify(file);
    const state = kind === 'stop' ? 'stopped' : 'running';
    await this.#commitWhole(
      evaluator,
      [],
      [
        putRule(database, { id, version, meaning: meaningOf(rule), definition, state }),
        ...(goesOn ? [] : [deletePartitions(id)]),
      ],
    );
    if (kind !== 'stop') this.#rules.push({ evaluator, unreadable: 0, missed: 0 });
    logger.info({ event: `rule.${kind}`, rule: id, version, objects: evaluator.objectCount });
  }

  /** Stores at once what others must be told, and the rest when that is little or has waited long. */
  async #storeNews(hub: string): Promise<void> {
    for (const { evaluator } of this.#of(hub)) {
      let changes = evaluator.takeTransitions(changesPerCommit);
      while (changes.length > 0) {
        if (evaluator.unstoredCount <= smallRest) await this.#commitWhole(evaluator, changes);
        else await this.#commit(evaluator, changes);
        await giveWay();
        changes = evaluator.takeTransitions(changesPerCommit);
      }
    }
    const dueMs = this.#checkpointDueMs.get(hub) ?? 0;
    if (this.#options.clock.monotonicMs() >= dueMs) await this.checkpoint(hub);
  }

  /** Commits the changes with everything else of the rule and its positions. */
  async #commitWhole(evaluator: RuleEvaluator, changes: Change[], first: InStatement[] = []): Promise<void> {
    const rest = evaluator.takeUnstored(Number.POSITIVE_INFINITY);
    const forgotten = evaluator.takeForgotten();
    const { id } = evaluator.rule;
    const positions = evaluator.clocks().map(([partition, clock]) => partitionRow(id, partition, clock));
    await this.#commit(evaluator, [...changes, ...rest], {
      first,
      last: [
        ...(forgotten.length > 0 ? [deleteInstances(id, forgotten)] : []),
        ...(positions.length > 0 ? [putPartitions(positions)] : []),
      ],
    });
  }

  async #commit(
    evaluator: RuleEvaluator,
    changes: Change[],
    around: { first: InStatement[]; last: InStatement[] } = { first: [], last: [] },
  ): Promise<void> {
    if (this.#hasFailed) throw new Error('This engine is ahead of the store: load another.');
    const { database, lease, leaseTtlMs, destinations, clock, onStored } = this.#options;
    const nowMs = clock.nowMs();
    const written = changeStatements(evaluator.rule, changes, { nowMs, destinations });
    const statements = [...around.first, ...written.statements, ...around.last];
    if (statements.length === 0) return;
    try {
      await writeFenced(database, lease, nowMs + leaseTtlMs, statements);
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
    if (written.episodeIds.length > 0) onStored(written.episodeIds);
  }
}

function takeEvent(
  running: RunningRule,
  partition: string,
  event: HubBatch['events'][number],
  records: Record<string, unknown>[] | null,
): void {
  const { evaluator } = running;
  const { sequenceNumber: sequence, enqueuedMs } = event;
  if (sequence <= (evaluator.clockOf(partition)?.sequence ?? -1)) return;
  const observations: Observation[] = [];
  for (const record of records ?? []) {
    const observation = readObservation(record, evaluator.rule.source, enqueuedMs);
    if (observation !== null) observations.push(observation);
  }
  if (observations.length < (records?.length ?? 1)) running.unreadable += 1;
  evaluator.take({ partition, sequence, enqueuedMs, observations });
}

/** How many events after `sequence` the broker no longer has. */
function missedEvents(sequence: number, bounds: HubBounds): number {
  const nextKept = bounds.isEmpty ? bounds.lastSequenceNumber + 1 : bounds.firstSequenceNumber;
  return Math.max(0, nextKept - sequence - 1);
}
