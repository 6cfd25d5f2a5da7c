import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Episode } from '#shared/rules/activation.ts';
import { type Alerting, createAlerting } from './alerting.ts';
import type { Clock } from './clock.ts';
import { TestHub } from './test-hub.ts';
import { TestReceiver, testSecret } from './test-receiver.ts';
import { reading, testRuleFile } from './test-rule.ts';

const until = { timeout: 20_000, interval: 10 };
const t0 = Date.UTC(2026, 2, 1);

let folder: string;
let hub: TestHub;
let receiver: TestReceiver;
let running: Alerting[];
let seen: Episode[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-alerting-'));
  await mkdir(path.join(folder, 'rules'));
  await writeRule();
  hub = new TestHub(2);
  receiver = await TestReceiver.start();
  running = [];
  seen = [];
});

afterEach(async () => {
  for (const alerting of running) await alerting[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function writeRule(part: Record<string, unknown> = {}, name = 'too-hot.json'): Promise<void> {
  await writeFile(path.join(folder, 'rules', name), JSON.stringify(testRuleFile(part)));
}

async function start(options: { clock?: Clock } = {}): Promise<Alerting> {
  const alerting = await createAlerting({
    ...options,
    dataFolder: path.join(folder, 'data'),
    rulesFolder: path.join(folder, 'rules'),
    eventHubs: { connectionString: '', consumerGroup: '' },
    settings: { webhook: { url: receiver.url, secret: testSecret }, allowedHosts: [receiver.host] },
    publicUrl: null,
    logger: pino({ level: 'silent' }),
    openHub: hub.open,
  });
  alerting.onEpisode((episode) => seen.push(episode));
  running.push(alerting);
  return alerting;
}

async function stop(alerting: Alerting): Promise<void> {
  running = running.filter((each) => each !== alerting);
  await alerting[Symbol.asyncDispose]();
}

const isReading = (alerting: Alerting) => vi.waitFor(() => expect(alerting.health().state).toBe('ok'), until);

/** Sends a reading `seconds` after the start of the test's time. */
function send(id: string, seconds: number, value: number, partition = 0): void {
  const atMs = t0 + seconds * 1000;
  hub.send(partition, reading(id, value, atMs), atMs + 50);
}

const states = async (alerting: Alerting) =>
  (await alerting.episodes()).map(
    ({ objectKey, state, stale }) => `${objectKey} ${state}${stale ? ' stale' : ''}`,
  );

describe('alerting', () => {
  test('shows and delivers a firing and its end', async () => {
    const alerting = await start();
    await isReading(alerting);
    send('a', 0, 90);
    send('b', 4, 20);
    send('a', 10, 95);
    await vi.waitFor(() => expect(receiver.activationIds()).toEqual(['too-hot:1:a:1:fired']), until);
    expect(await states(alerting)).toEqual(['a firing']);
    send('a', 12, 70);
    await vi.waitFor(() => expect(receiver.activationIds()).toHaveLength(2), until);
    expect(await states(alerting)).toEqual(['a resolved']);
    await vi.waitFor(
      () => expect(seen.at(-1)?.deliveries.map(({ state }) => state)).toEqual(['delivered', 'delivered']),
      until,
    );
    const versions = seen.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    expect(seen.at(-1)?.fired.reason).toBe('Value of a has been above 80 for 10 s: 90.');
    expect(seen.at(-1)?.resolved).toMatchObject({ cause: 'cleared', value: 70, occurredMs: t0 + 12_000 });
  });

  test('does not fire on what was sent before the rule existed', async () => {
    send('a', 0, 90);
    send('a', 20, 90);
    const alerting = await start();
    await isReading(alerting);
    send('a', 21, 20);
    send('b', 22, 90);
    send('b', 32, 90);
    await vi.waitFor(() => expect(receiver.activationIds()).toEqual(['too-hot:1:b:1:fired']), until);
  });

  test('goes on after a restart where it was, and takes what came in between', async () => {
    const first = await start();
    await isReading(first);
    send('a', 0, 90);
    send('b', 5, 90);
    send('a', 11, 90);
    await vi.waitFor(() => expect(receiver.activationIds()).toEqual(['too-hot:1:a:1:fired']), until);
    await stop(first);
    send('a', 16, 90);
    send('a', 17, 20);
    const second = await start();
    await vi.waitFor(() => expect(receiver.activationIds()).toHaveLength(3), until);
    expect(new Set(receiver.activationIds())).toEqual(
      new Set(['too-hot:1:a:1:fired', 'too-hot:1:b:1:fired', 'too-hot:1:a:1:resolved']),
    );
    expect(receiver.attempts).toHaveLength(3);
    expect((await states(second)).toSorted()).toEqual(['a resolved', 'b firing']);
  });

  test('a silent object goes on firing, marked as stale', async () => {
    await writeRule({ missing: { afterSeconds: 30 } });
    const alerting = await start();
    await isReading(alerting);
    send('a', 0, 90);
    send('b', 100, 20);
    await vi.waitFor(async () => expect(await states(alerting)).toEqual(['a firing stale']), until);
    send('a', 101, 90);
    await vi.waitFor(async () => expect(await states(alerting)).toEqual(['a firing']), until);
    await vi.waitFor(() => expect(receiver.activationIds()).toEqual(['too-hot:1:a:1:fired']), until);
  });

  test('an object that met the condition and then sends nothing fires, once the broker confirms the silence', async () => {
    const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() * 30 };
    const alerting = await start({ clock });
    await isReading(alerting);
    send('a', 0, 90);
    await vi.waitFor(() => expect(receiver.activationIds()).toEqual(['too-hot:1:a:1:fired']), until);
    expect(receiver.accepted[0]?.data).toMatchObject({ decidedAt: new Date(t0 + 10_000).toISOString() });
    expect(await states(alerting)).toEqual(['a firing']);
  });

  test('a broker that is away changes no state; health says so, and all is caught up on', async () => {
    await writeRule({ missing: { afterSeconds: 30 } });
    const alerting = await start();
    await isReading(alerting);
    send('a', 0, 90);
    send('a', 10, 90);
    await vi.waitFor(async () => expect(await states(alerting)).toEqual(['a firing']), until);
    hub.setAway(true);
    await vi.waitFor(() => expect(alerting.health().state).toBe('down'), until);
    expect(alerting.health().message).toContain('Open alerts keep their state.');
    expect(await states(alerting)).toEqual(['a firing']);
    send('a', 20, 20);
    hub.setAway(false);
    await vi.waitFor(async () => expect(await states(alerting)).toEqual(['a resolved']), until);
    await isReading(alerting);
  });

  test('a hub that was made anew is read from its beginning, with all states kept', async () => {
    const alerting = await start();
    await isReading(alerting);
    send('a', 0, 90);
    send('a', 10, 90);
    await vi.waitFor(async () => expect(await states(alerting)).toEqual(['a firing']), until);
    hub.replaceLog('log-2');
    send('a', 20, 20);
    await vi.waitFor(async () => expect(await states(alerting)).toEqual(['a resolved']), until);
  });

  test('events that hold nothing to observe are passed over', async () => {
    const alerting = await start();
    await isReading(alerting);
    for (const body of ['not json', '[]', '{}', '{"id":null,"value":"x"}', '[1]']) hub.send(0, body, t0);
    send('a', 0, 90);
    send('a', 10, 90);
    await vi.waitFor(async () => expect(await states(alerting)).toEqual(['a firing']), until);
  });
});

describe('an edit of a rule', () => {
  async function fireAndStop(): Promise<void> {
    const alerting = await start();
    await isReading(alerting);
    send('a', 0, 90);
    send('a', 10, 90);
    await vi.waitFor(() => expect(receiver.activationIds()).toEqual(['too-hot:1:a:1:fired']), until);
    await stop(alerting);
  }

  test('that its object still meets keeps the episode, under a new version', async () => {
    await fireAndStop();
    await writeRule({ condition: { kind: 'number-is', operator: 'greater-than', threshold: 85 } });
    const alerting = await start();
    await isReading(alerting);
    expect(await states(alerting)).toEqual(['a firing']);
    send('a', 20, 20);
    await vi.waitFor(() => expect(receiver.activationIds()).toContain('too-hot:2:a:1:resolved'), until);
  });

  test('that its object no longer meets ends the episode', async () => {
    await fireAndStop();
    await writeRule({ condition: { kind: 'number-is', operator: 'greater-than', threshold: 95 } });
    await start();
    await vi.waitFor(() => expect(receiver.activationIds()).toContain('too-hot:2:a:1:resolved'), until);
    expect(receiver.accepted.at(-1)?.data).toMatchObject({ cause: 'rule_changed' });
  });

  test('of its title alone is the same rule', async () => {
    await fireAndStop();
    await writeRule({ title: 'Far too hot', severity: 'critical' });
    const alerting = await start();
    await isReading(alerting);
    send('a', 20, 20);
    await vi.waitFor(() => expect(receiver.activationIds()).toContain('too-hot:1:a:1:resolved'), until);
    expect(receiver.accepted.at(-1)?.data).toMatchObject({ ruleTitle: 'Far too hot', severity: 'critical' });
  });

  test('that breaks its file leaves it running as it was, and is named', async () => {
    await fireAndStop();
    await writeRule({ condition: { kind: 'number-is', operator: 'above', threshold: 'x' } });
    await writeFile(path.join(folder, 'rules', 'other.json'), '{\n  "title": "x",\n}');
    const alerting = await start();
    await vi.waitFor(() => expect(alerting.health().state).toBe('degraded'), until);
    expect(alerting.problems()).toMatchObject([
      { file: 'other.json', path: '', line: 3 },
      { file: 'too-hot.json', path: 'condition.operator' },
      { file: 'too-hot.json', path: 'condition.threshold' },
    ]);
    send('a', 20, 20);
    await vi.waitFor(() => expect(receiver.activationIds()).toContain('too-hot:1:a:1:resolved'), until);
  });

  test('that deletes it ends its episodes, told in one message', async () => {
    const first = await start();
    await isReading(first);
    for (const id of ['a', 'b', 'c']) send(id, 0, 90);
    send('d', 10, 20);
    await vi.waitFor(() => expect(receiver.activationIds()).toHaveLength(3), until);
    await stop(first);
    await rm(path.join(folder, 'rules', 'too-hot.json'));
    const alerting = await start();
    await vi.waitFor(() => expect(receiver.accepted).toHaveLength(4), until);
    expect(receiver.accepted.at(-1)).toMatchObject({ type: 'rule.stopped' });
    expect(receiver.activationIds()).toHaveLength(6);
    expect((await alerting.episodes()).map(({ resolved }) => resolved?.cause)).toEqual(
      Array(3).fill('rule_stopped'),
    );
    await stop(alerting);
    await writeRule();
    const again = await start();
    await isReading(again);
    send('a', 30, 90);
    send('a', 40, 90);
    await vi.waitFor(() => expect(receiver.activationIds()).toContain('too-hot:1:a:2:fired'), until);
  });
});

test('of two servers one evaluates; the other takes over when it ends, and nothing is told twice', async () => {
  const first = await start();
  await isReading(first);
  const second = await start();
  await vi.waitFor(() => expect(second.health().message).toBe('Another server evaluates the rules.'), until);
  send('a', 0, 90);
  send('a', 10, 90);
  await vi.waitFor(() => expect(receiver.activationIds()).toEqual(['too-hot:1:a:1:fired']), until);
  await stop(first);
  await vi.waitFor(() => expect(second.health().message).toBeNull(), until);
  send('a', 20, 20);
  await vi.waitFor(
    () => expect(receiver.activationIds()).toEqual(['too-hot:1:a:1:fired', 'too-hot:1:a:1:resolved']),
    until,
  );
  expect(receiver.attempts).toHaveLength(2);
});
