import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RuleFile, ruleFileSchema } from '#shared/rules/rule.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { listEpisodes, parseActivation } from '../store/episodes.ts';
import { firstColumn } from '../store/first-column.ts';
import { acquireLease, type Lease, LeaseLostError } from '../store/lease.ts';
import type { HubBatch, HubBounds } from '../streams/read-hub.ts';
import { RuleEngine } from './rule-engine.ts';
import type { LoadedRules } from './rule-files.ts';
import { reading, testRuleFile } from './test-rule.ts';

const t0 = Date.UTC(2026, 2, 1);
const logger = pino({ level: 'silent' });
const partitions = ['0', '1'];

let folder: string;
let database: Database;
let nowMs: number;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-engine-'));
  database = await openDatabase(path.join(folder, 'test.db'));
  nowMs = t0;
});

afterEach(async () => {
  database[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

function loadedRule(part: Record<string, unknown> = {}): LoadedRules {
  const rule: RuleFile = ruleFileSchema.parse(testRuleFile(part));
  return { rules: new Map([['too-hot', rule]]), brokenIds: new Set(), problems: [], isComplete: true };
}

async function takeLease(owner: string): Promise<Lease> {
  nowMs += 60_000;
  const lease = await acquireLease(database, { name: 'rules', owner, nowMs, ttlMs: 5_000 });
  if (lease === null) throw new Error('The lease is not free.');
  return lease;
}

/** A new process that has just got the lease. */
async function loadEngine(loaded: LoadedRules, stored: string[][] = []): Promise<RuleEngine> {
  const lease = await takeLease('engine');
  return await RuleEngine.load(loaded, {
    database,
    lease,
    leaseTtlMs: 5_000,
    destinations: ['webhook'],
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    logger,
    onStored: (episodeIds) => stored.push(episodeIds),
  });
}

type HubEvent = HubBatch['events'][number];

function eventOf(sequenceNumber: number, body: unknown, enqueuedMs: number): HubEvent {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { body: bytes, offset: '', sequenceNumber, enqueuedMs, partitionKey: null, properties: {} };
}

const boundsOf = (events: HubEvent[]): HubBounds => ({
  logId: 'log',
  firstSequenceNumber: 0,
  lastSequenceNumber: events.length - 1,
  isEmpty: events.length === 0,
});

async function activationBodies(): Promise<Record<string, unknown>> {
  const stored = firstColumn(await database.read('SELECT body FROM activation ORDER BY id'));
  return Object.fromEntries(
    stored.map((text) => {
      const { detectedMs: _, id, ...body } = parseActivation(text);
      return [id, body];
    }),
  );
}

async function forgetEverything(): Promise<void> {
  const tables = ['rule', 'rule_partition', 'rule_instance', 'activation', 'episode', 'outbox'];
  await database.write(tables.map((table) => `DELETE FROM ${table}`));
}

const logArbitrary = fc
  .array(
    fc.record({
      partition: fc.integer({ min: 0, max: 1 }),
      object: fc.constantFrom('a', 'b'),
      value: fc.constantFrom(60, 78, 90),
      gapMs: fc.integer({ min: 0, max: 6_000 }),
      delayMs: fc.integer({ min: 0, max: 400 }),
    }),
    { minLength: 5, maxLength: 60, size: 'max' },
  )
  .map((drawn) => {
    const log: HubEvent[][] = [[], []];
    let enqueuedMs = t0;
    for (const { partition, object, value, gapMs, delayMs } of drawn) {
      enqueuedMs += gapMs;
      const events = log[partition] ?? [];
      const body = reading(`${object}${partition}`, value, enqueuedMs - delayMs);
      events.push(eventOf(events.length, body, enqueuedMs));
    }
    return log;
  });

const stepsArbitrary = fc.array(
  fc.record({
    partition: fc.integer({ min: 0, max: 1 }),
    count: fc.integer({ min: 1, max: 10 }),
    after: fc.constantFrom('go-on', 'go-on', 'checkpoint', 'crash'),
    tooFar: fc.boolean(),
  }),
  { maxLength: 30, size: 'max' },
);

/** Begins where the broker is empty, so that the rule reads all that comes. */
async function beginReading(loaded: LoadedRules): Promise<RuleEngine> {
  const engine = await loadEngine(loaded);
  for (const partition of partitions) await engine.assign('test', partition, boundsOf([]));
  return engine;
}

describe('what is stored for a log', () => {
  test('is the same though the process is killed at any point and reads parts again', async () => {
    const loaded = loadedRule({ keepFiringSeconds: 3 });
    await fc.assert(
      fc.asyncProperty(logArbitrary, stepsArbitrary, async (log, steps) => {
        await forgetEverything();
        const plain = await beginReading(loaded);
        for (const partition of partitions) {
          await plain.takeEvents('test', batchOf(partition, log[Number(partition)] ?? []));
        }
        const expected = await activationBodies();
        await forgetEverything();
        let engine = await beginReading(loaded);
        const next = [0, 0];
        const take = async (partition: number, count: number) => {
          const from = next[partition] ?? 0;
          const events = (log[partition] ?? []).slice(from, from + count);
          next[partition] = from + events.length;
          if (events.length > 0) await engine.takeEvents('test', batchOf(String(partition), events));
        };
        for (const step of steps) {
          await take(step.partition, step.count);
          if (step.after === 'checkpoint') await engine.checkpoint('test');
          if (step.after !== 'crash') continue;
          engine = await loadEngine(loaded);
          const positions = engine.positions('test');
          for (const partition of partitions) {
            const after = (positions.get(partition) ?? -1) + 1;
            next[Number(partition)] = step.tooFar ? Math.max(0, after - 3) : after;
          }
        }
        await take(0, 1_000);
        await take(1, 1_000);
        expect(await activationBodies()).toEqual(expected);
        const waiting = await database.read('SELECT activation_id FROM outbox ORDER BY activation_id');
        expect(firstColumn(waiting)).toEqual(Object.keys(expected).toSorted());
      }),
      { numRuns: 30 },
    );
  });
});

function batchOf(partition: string, events: HubEvent[]): HubBatch {
  return { source: 'test', partition, events, receivedMs: 0 };
}

describe('an engine', () => {
  const atOnce = loadedRule({ occurrence: { kind: 'at-once' } });

  test('whose lease was taken over stores nothing more', async () => {
    const engine = await beginReading(atOnce);
    await takeLease('other');
    const event = eventOf(0, reading('a', 90, t0), t0);
    await expect(engine.takeEvents('test', batchOf('0', [event]))).rejects.toBeInstanceOf(LeaseLostError);
    expect(engine.hasFailed).toBe(true);
    expect(await listEpisodes(database, 10)).toEqual([]);
    await expect(engine.checkpoint('test')).rejects.toThrow('load another');
  });

  test('writes only what changed, and positions with it', async () => {
    const engine = await beginReading(loadedRule());
    const cold = (index: number) => eventOf(index, reading(`o${index}`, 20, t0 + index), t0 + index);
    await engine.takeEvents(
      'test',
      batchOf(
        '0',
        Array.from({ length: 50 }, (_, index) => cold(index)),
      ),
    );
    await engine.checkpoint('test');
    const before = await database.read('SELECT max(sequence), count(*) FROM rule_partition');
    expect(before.rows[0]?.[0]).toBe(49);
    await database.write(['DELETE FROM rule_instance']);
    await engine.takeEvents('test', batchOf('0', [cold(50)]));
    await engine.checkpoint('test');
    const after = await database.read('SELECT object_key FROM rule_instance');
    expect(after.rows.map((row) => row[0])).toEqual(['o50']);
  });

  test('counts events that the broker dropped before the rule read them', async () => {
    const engine = await beginReading(atOnce);
    await engine.takeEvents('test', batchOf('0', [eventOf(0, reading('a', 20, t0), t0)]));
    const bounds = { logId: 'log', firstSequenceNumber: 100, lastSequenceNumber: 200, isEmpty: false };
    await engine.assign('test', '0', bounds);
    expect(engine.rules()).toMatchObject([{ missed: 99 }]);
  });

  test('stores a storm of 10,000 objects in little time', async () => {
    const stored: string[][] = [];
    await beginReading(atOnce);
    const engine = await loadEngine(atOnce, stored);
    const startedMs = performance.now();
    for (let batch = 0; batch < 20; batch += 1) {
      const events = Array.from({ length: 500 }, (_, index) => {
        const sequence = batch * 500 + index;
        return eventOf(sequence, reading(`o${sequence}`, 90, t0), t0);
      });
      await engine.takeEvents('test', batchOf('0', events));
    }
    const elapsedMs = performance.now() - startedMs;
    expect(stored.flat()).toHaveLength(10_000);
    expect(elapsedMs).toBeLessThan(20_000);
  });
});
