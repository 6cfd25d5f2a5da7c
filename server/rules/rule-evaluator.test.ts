import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Rule, ruleFileSchema } from '#shared/rules/rule.ts';
import { describeActivation } from './describe-activation.ts';
import { newPartitionClock, type PartitionClock } from './partition-clock.ts';
import { type Change, type ObservedEvent, RuleEvaluator, type StoredInstance } from './rule-evaluator.ts';

function ruleWith(part: Record<string, unknown> = {}): Rule {
  const file = ruleFileSchema.parse({
    title: 'Too hot',
    severity: 'high',
    source: { kind: 'event-stream', hub: 'sensors', object: 'Id', value: 'Value', time: 'Time' },
    condition: { kind: 'number-is', operator: 'greater-than', threshold: 80, clearThreshold: 75 },
    occurrence: { kind: 'stays', seconds: 10 },
    ...part,
  });
  return { ...file, id: 'too-hot', version: 1 };
}

/** A store that keeps what a transaction was given, as the database does. */
class MemoryStore {
  readonly instances = new Map<string, StoredInstance>();
  clocks: [string, PartitionClock][];
  readonly activations = new Map<string, unknown>();
  repeated = 0;

  constructor(partitions: string[]) {
    this.clocks = partitions.map((partition) => [partition, newPartitionClock('log', -1)]);
  }

  load(rule: Rule): RuleEvaluator {
    return new RuleEvaluator(rule, { instances: this.instances.values(), clocks: this.clocks });
  }

  storeTransitions(rule: Rule, changes: Change[]): void {
    for (const { objectKey, partition, instance, emissions } of changes) {
      this.instances.set(objectKey, { objectKey, partition, instance });
      for (const emission of emissions) {
        const told =
          emission.kind === 'fired' || emission.kind === 'resolved'
            ? describeActivation(rule, objectKey, emission, 0)
            : { id: `${objectKey} ${emission.kind} ${emission.decidedMs}`, ...emission };
        if (this.activations.has(told.id)) this.repeated += 1;
        this.activations.set(told.id, told);
      }
    }
  }

  storeAll(rule: Rule, evaluator: RuleEvaluator): void {
    this.storeTransitions(rule, evaluator.takeTransitions(Number.POSITIVE_INFINITY));
    for (const objectKey of evaluator.takeForgotten()) this.instances.delete(objectKey);
    this.storeTransitions(rule, evaluator.takeUnstored(Number.POSITIVE_INFINITY));
    this.clocks = evaluator.clocks();
  }
}

type Log = Map<string, ObservedEvent[]>;

/** Logs of two partitions: times go on unevenly, some events are late, repeated, or follow a long silence. */
const logArbitrary: fc.Arbitrary<Log> = fc
  .array(
    fc.record({
      partition: fc.constantFrom('0', '1'),
      object: fc.constantFrom('a', 'b', 'c'),
      value: fc.constantFrom(60, 74, 76, 79, 81, 95),
      gapMs: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: 10_000, max: 90_000 }) },
      ),
      delayMs: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 200 }) },
        { weight: 2, arbitrary: fc.integer({ min: -2_000, max: 20_000 }) },
      ),
      isRepeat: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60, size: 'max' },
  )
  .map((drawn) => {
    const log: Log = new Map([
      ['0', []],
      ['1', []],
    ]);
    let enqueuedMs = 1_000_000;
    for (const { partition, object, value, gapMs, delayMs, isRepeat } of drawn) {
      enqueuedMs += gapMs;
      const events = log.get(partition) ?? [];
      const eventMs = enqueuedMs - delayMs;
      const observations = [{ objectKey: `${object}${partition}`, eventMs, value }];
      const last = isRepeat ? (events.at(-1)?.observations ?? observations) : observations;
      events.push({ partition, sequence: events.length, enqueuedMs, observations: last });
    }
    return log;
  });

type Action =
  | { kind: 'read'; partition: string; count: number }
  | { kind: 'reread'; partition: string; count: number }
  | { kind: 'silence'; partition: string; share: number }
  | { kind: 'store-transitions'; limit: number }
  | { kind: 'store-some'; limit: number }
  | { kind: 'store-all' }
  | { kind: 'crash' };

const partitionArbitrary = fc.constantFrom('0', '1');
const actionsArbitrary: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('read' as const),
        partition: partitionArbitrary,
        count: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('reread' as const),
        partition: partitionArbitrary,
        count: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('silence' as const),
        partition: partitionArbitrary,
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('store-transitions' as const),
        limit: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('store-some' as const),
        limit: fc.integer({ min: 1, max: 4 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('store-all' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
  ),
  { maxLength: 80, size: 'max' },
);

const lastingSilenceMs = 200_000;

/** Each event by itself, in one go, then a long silence: what must always come out. */
function readPlainly(rule: Rule, log: Log): MemoryStore {
  const store = new MemoryStore([...log.keys()]);
  const evaluator = store.load(rule);
  for (const [partition, events] of log) {
    for (const event of events) evaluator.take(event);
    evaluator.takeSilence(partition, lastingSilenceMs);
  }
  store.storeAll(rule, evaluator);
  return store;
}

/** The same log in other batches, with repeats, moments without news, stores and crashes at any point. */
function readWith(actions: Action[], rule: Rule, log: Log): MemoryStore {
  const store = new MemoryStore([...log.keys()]);
  let evaluator = store.load(rule);
  const next = new Map([...log.keys()].map((partition) => [partition, 0]));
  const readTo = (partition: string, end: number) => {
    for (const event of (log.get(partition) ?? []).slice(next.get(partition) ?? 0, end))
      evaluator.take(event);
    next.set(partition, Math.min(end, log.get(partition)?.length ?? 0));
  };
  const act = (action: Action) => {
    switch (action.kind) {
      case 'read':
        return readTo(action.partition, (next.get(action.partition) ?? 0) + action.count);
      case 'reread':
        next.set(action.partition, Math.max(0, (next.get(action.partition) ?? 0) - action.count));
        return;
      case 'silence': {
        const index = next.get(action.partition) ?? 0;
        const events = log.get(action.partition) ?? [];
        const [last, following] = [events[index - 1], events[index]];
        const isCaughtUp = evaluator.clockOf(action.partition)?.sequence === last?.sequence;
        if (!last || !following || !isCaughtUp) return;
        return evaluator.takeSilence(
          action.partition,
          action.share * (following.enqueuedMs - last.enqueuedMs),
        );
      }
      case 'store-transitions':
        return store.storeTransitions(rule, evaluator.takeTransitions(action.limit));
      case 'store-some':
        return store.storeTransitions(rule, evaluator.takeUnstored(action.limit));
      case 'store-all':
        return store.storeAll(rule, evaluator);
      case 'crash':
        evaluator = store.load(rule);
        for (const [partition, { sequence }] of store.clocks) next.set(partition, sequence + 1);
    }
  };
  for (const action of actions) act(action);
  for (const [partition, events] of log) {
    readTo(partition, events.length);
    evaluator.takeSilence(partition, lastingSilenceMs);
  }
  store.storeAll(rule, evaluator);
  return store;
}

const ruleArbitrary = fc
  .record({
    occurrence: fc.constantFrom(
      { kind: 'at-once' },
      { kind: 'stays', seconds: 4 },
      { kind: 'stays', seconds: 1.001 },
      { kind: 'stays', seconds: 30 },
      { kind: 'times', count: 3, withinSeconds: 15 },
    ),
    keepFiringSeconds: fc.constantFrom(0, 8),
    missing: fc.constantFrom(
      undefined,
      ...['keep', 'nodata', 'fire', 'resolve'].map((policy) => ({ afterSeconds: 20, policy })),
    ),
    latenessSeconds: fc.constantFrom(0, 3, 0.3334),
    fireIfAlreadyTrue: fc.boolean(),
    forgetAfterSeconds: fc.constantFrom(40, 86_400),
  })
  .map(ruleWith);

describe('the activations of a log', () => {
  test('are the same however it is batched, delayed, repeated or interrupted', () => {
    fc.assert(
      fc.property(ruleArbitrary, logArbitrary, actionsArbitrary, (rule, log, actions) => {
        const plain = readPlainly(rule, log);
        const other = readWith(actions, rule, log);
        expect(other.repeated).toBe(0);
        expect(Object.fromEntries(other.activations)).toEqual(Object.fromEntries(plain.activations));
      }),
      { numRuns: 1_500 },
    );
  });
});

const hot = (sequence: number, seconds: number, value = 90, objectKey = 'a'): ObservedEvent => ({
  partition: '0',
  sequence,
  enqueuedMs: seconds * 1000,
  observations: [{ objectKey, eventMs: seconds * 1000, value }],
});

function evaluatorOf(rule: Rule): RuleEvaluator {
  return new RuleEvaluator(rule, { instances: [], clocks: [['0', newPartitionClock('log', -1)]] });
}

describe('the clock of a partition', () => {
  test('moves on with the events of other objects', () => {
    const evaluator = evaluatorOf(ruleWith());
    evaluator.take(hot(0, 100));
    evaluator.take(hot(1, 110, 20, 'b'));
    expect(evaluator.instanceOf('a')?.state).toBe('firing');
  });

  test('moves on while the broker has nothing new, a little behind', () => {
    const evaluator = evaluatorOf(ruleWith());
    evaluator.take(hot(0, 100));
    evaluator.takeSilence('0', 14_999);
    expect(evaluator.instanceOf('a')?.state).toBe('pending');
    evaluator.takeSilence('0', 15_000);
    expect(evaluator.instanceOf('a')?.state).toBe('firing');
  });

  test('is not moved by an event from the future', () => {
    const evaluator = evaluatorOf(ruleWith());
    evaluator.take(hot(0, 100));
    const observations = [{ objectKey: 'b', eventMs: 500_000, value: 90 }];
    evaluator.take({ partition: '0', sequence: 1, enqueuedMs: 101_000, observations });
    expect(evaluator.instanceOf('a')?.state).toBe('pending');
    expect(evaluator.instanceOf('b')).toBeUndefined();
    expect(evaluator.disregarded.future).toBe(1);
  });

  test('does not run ahead of an object that delivers an old backlog', () => {
    const evaluator = evaluatorOf(ruleWith());
    evaluator.take(hot(0, 5_000, 20, 'b'));
    const late = (sequence: number, seconds: number, value: number): ObservedEvent => ({
      ...hot(sequence, 5_000),
      observations: [{ objectKey: 'a', eventMs: seconds * 1000, value }],
    });
    evaluator.take(late(1, 100, 90));
    evaluator.take(late(2, 105, 20));
    expect(evaluator.takeTransitions(10)).toEqual([]);
    evaluator.take(late(3, 200, 90));
    evaluator.take(late(4, 211, 90));
    expect(evaluator.instanceOf('a')?.state).toBe('firing');
  });
});

describe('an evaluator', () => {
  test('counts observations of an object that are not newer than what is decided', () => {
    const evaluator = evaluatorOf(ruleWith());
    evaluator.take(hot(0, 100));
    evaluator.take({ ...hot(1, 101), observations: [{ objectKey: 'a', eventMs: 99_000, value: 1 }] });
    expect(evaluator.disregarded.late).toBe(1);
    expect(evaluator.instanceOf('a')?.state).toBe('pending');
  });

  test('takes no more objects than the rule allows, and says so', () => {
    const evaluator = evaluatorOf(ruleWith({ maximumObjects: 2 }));
    for (const [index, key] of ['a', 'b', 'c', 'a'].entries())
      evaluator.take(hot(index, 100 + index, 20, key));
    expect(evaluator.objectCount).toBe(2);
    expect(evaluator.disregarded.overLimit).toBe(1);
  });

  test('forgets an object that never fired, once it was silent for long', () => {
    const evaluator = evaluatorOf(ruleWith({ forgetAfterSeconds: 60 }));
    evaluator.take(hot(0, 100, 20, 'a'));
    evaluator.take(hot(1, 161, 20, 'b'));
    expect(evaluator.takeUnstored(9)).toMatchObject([{ objectKey: 'b' }]);
    expect(evaluator.takeForgotten()).toEqual(['a']);
  });

  test('sees each of 20 excursions of 300 ms', () => {
    const evaluator = evaluatorOf(ruleWith({ occurrence: { kind: 'at-once' } }));
    for (let index = 0; index < 20; index += 1) {
      evaluator.take(hot(2 * index, 100 + index, 90));
      evaluator.take(hot(2 * index + 1, 100.3 + index, 20));
    }
    const emissions = evaluator.takeTransitions(10).flatMap((change) => change.emissions);
    expect(emissions.filter(({ kind }) => kind === 'fired')).toHaveLength(20);
    expect(emissions.filter(({ kind }) => kind === 'resolved')).toHaveLength(20);
  });

  test('goes on with 100,000 objects in little time', () => {
    const evaluator = evaluatorOf(ruleWith());
    const startedMs = performance.now();
    for (let index = 0; index < 100_000; index += 1) evaluator.take(hot(index, 100, 90, `object-${index}`));
    evaluator.take(hot(100_000, 111, 20, 'last'));
    expect(evaluator.takeTransitions(1_000_000)).toHaveLength(100_000);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });
});
