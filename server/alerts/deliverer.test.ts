import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { describeActivation, episodeId } from '../rules/describe-activation.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { addActivations, listEpisodes, putEpisodes } from '../store/episodes.ts';
import { addToOutbox } from '../store/outbox.ts';
import { systemClock } from './clock.ts';
import { Deliverer } from './deliverer.ts';
import { TestReceiver, testSecret } from './test-receiver.ts';
import { testRule } from './test-rule.ts';
import { createWebhookChannel } from './webhook-channel.ts';

const logger = pino({ level: 'silent' });
const rule = testRule();

let folder: string;
let database: Database;
let receiver: TestReceiver;
let stops: (() => Promise<void>)[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-deliverer-'));
  database = await openDatabase(path.join(folder, 'test.db'));
  receiver = await TestReceiver.start();
  stops = [];
});

afterEach(async () => {
  for (const stop of stops) await stop();
  await receiver[Symbol.asyncDispose]();
  database[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

function start(options: { url?: string; timeoutMs?: number; allowedHosts?: string[] } = {}) {
  const channel = createWebhookChannel({
    url: options.url ?? receiver.url,
    secret: testSecret,
    allowedHosts: options.allowedHosts ?? [receiver.host],
    publicUrl: 'https://tidewatch.example',
    clock: systemClock,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
  const deliverer = new Deliverer({
    database,
    channel,
    clock: systemClock,
    random: () => 0,
    logger,
    onStored: () => undefined,
  });
  const stop = new AbortController();
  const running = deliverer.run(stop.signal);
  stops.push(async () => {
    stop.abort();
    await running;
    await channel[Symbol.asyncDispose]();
  });
  return deliverer;
}

/** Stores that the object fired, and resolved, and what is to be delivered of it. */
async function enqueue(objectKey: string, kinds: ('fired' | 'resolved')[], episode = 1): Promise<string[]> {
  const id = episodeId(rule.id, objectKey, episode);
  const times = { episode, occurredMs: 1_000, decidedMs: 2_000, value: 90 };
  const activations = kinds.map((kind) =>
    describeActivation(
      rule,
      objectKey,
      kind === 'fired' ? { kind, ...times, isMissing: false } : { kind, ...times, cause: 'cleared' },
      3_000,
    ),
  );
  const state = kinds.includes('resolved') ? 'resolved' : 'firing';
  await database.write([
    addActivations(activations.map((activation) => ({ episodeId: id, activation }))),
    putEpisodes([
      {
        id,
        ruleId: rule.id,
        objectKey,
        state,
        isStale: false,
        lastValue: 90,
        lastValueMs: 1_000,
        changedMs: 3_000,
      },
    ]),
    addToOutbox(
      activations.map((activation) => ({
        destination: 'webhook',
        messageId: activation.id,
        activationId: activation.id,
        episodeId: id,
      })),
      Date.now(),
    ),
  ]);
  return activations.map((activation) => activation.id);
}

async function deliveries() {
  const episodes = await listEpisodes(database, 1_000);
  return episodes.flatMap((episode) => episode.deliveries);
}

const until = { timeout: 15_000, interval: 5 };

describe('a webhook', () => {
  test('gets a signed message that says all about the activation', async () => {
    await enqueue('sensor "1"\u2028é', ['fired']);
    start();
    await vi.waitFor(() => expect(receiver.accepted).toHaveLength(1), until);
    expect(receiver.badSignatures).toBe(0);
    expect(receiver.accepted[0]).toMatchObject({
      type: 'activation.fired',
      data: {
        objectKey: 'sensor "1"\u2028é',
        severity: 'high',
        value: 90,
        threshold: 80,
        occurredAt: '1970-01-01T00:00:01.000Z',
        url: 'https://tidewatch.example',
      },
    });
    await vi.waitFor(
      async () => expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 1 }]),
      until,
    );
  });

  test('gets fired before resolved though both waited while it answered 503', async () => {
    const ids = await enqueue('a', ['fired', 'resolved']);
    receiver.answer = (_message, response) => response.writeHead(503).end();
    start();
    await vi.waitFor(() => expect(receiver.attempts.length).toBeGreaterThanOrEqual(2), until);
    expect(new Set(receiver.attempts.map(({ type }) => type))).toEqual(new Set(['activation.fired']));
    receiver.answer = (_message, response) => response.writeHead(204).end();
    await vi.waitFor(() => expect(receiver.activationIds()).toEqual(ids), until);
    expect(new Set(receiver.attempts.map(({ id }) => id)).size).toBe(2);
  });

  test('gets what waits at once when it is back, whatever the delays of the messages were', async () => {
    for (let index = 0; index < 50; index += 1) await enqueue(`o${index}`, ['fired']);
    receiver.answer = (_message, response) => response.writeHead(503, { 'retry-after': '1' }).end();
    start();
    await vi.waitFor(() => expect(receiver.attempts.length).toBeGreaterThan(0), until);
    receiver.answer = (_message, response) => response.writeHead(204).end();
    await vi.waitFor(() => expect(receiver.accepted).toHaveLength(50), until);
    const [first, last] = [receiver.accepted[0], receiver.accepted.at(-1)];
    expect((last?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThan(1_000);
  });

  test('is tried with one message at a time while it is away', async () => {
    for (let index = 0; index < 200; index += 1) await enqueue(`o${index}`, ['fired']);
    receiver.answer = (_message, response) => response.writeHead(500).end();
    start();
    await vi.waitFor(() => expect(receiver.attempts.length).toBeGreaterThan(17), until);
    expect(receiver.attempts.length).toBeLessThan(25);
  });

  test('is not asked again before the time that it names', async () => {
    await enqueue('a', ['fired']);
    receiver.answer = (_message, response) => response.writeHead(429, { 'retry-after': '2' }).end();
    start();
    await vi.waitFor(() => expect(receiver.attempts).toHaveLength(1), until);
    receiver.answer = (_message, response) => response.writeHead(204).end();
    await vi.waitFor(() => expect(receiver.attempts).toHaveLength(2), until);
    expect((receiver.attempts[1]?.atMs ?? 0) - (receiver.attempts[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(
      1_990,
    );
  });

  test('is not followed elsewhere', async () => {
    await using elsewhere = await TestReceiver.start();
    await enqueue('a', ['fired']);
    receiver.answer = (_message, response) => response.writeHead(307, { location: elsewhere.url }).end();
    start({ allowedHosts: [receiver.host, elsewhere.host] });
    await vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ state: 'retrying' }]), until);
    expect(elsewhere.attempts).toEqual([]);
    expect(await deliveries()).toMatchObject([{ lastError: 'The receiver answered 307.' }]);
  });

  test('that answers 410 gets no more, also after a restart', async () => {
    await enqueue('a', ['fired', 'resolved']);
    await enqueue('b', ['fired']);
    receiver.answer = (_message, response) => response.writeHead(410).end();
    start();
    await vi.waitFor(async () => {
      expect((await deliveries()).map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
    }, until);
    for (const stop of stops.splice(0)) await stop();
    const attempts = receiver.attempts.length;
    const again = start();
    await enqueue('c', ['fired']);
    again.wake();
    await vi.waitFor(async () => expect(await deliveries()).toHaveLength(4), until);
    await vi.waitFor(async () => {
      expect((await deliveries()).every(({ state }) => state === 'failed')).toBe(true);
    }, until);
    expect(receiver.attempts).toHaveLength(attempts);
    expect(again.problem).toBe('The receiver answered 410.');
  });

  test('that refuses one message still gets the others', async () => {
    await enqueue('bad', ['fired']);
    await enqueue('good', ['fired']);
    receiver.answer = ({ data }, response) => response.writeHead(data.objectKey === 'bad' ? 400 : 204).end();
    start();
    await vi.waitFor(() => expect(receiver.activationIds()).toEqual(['too-hot:1:good:1:fired']), until);
    await vi.waitFor(async () => {
      expect((await deliveries()).map(({ state }) => state).toSorted()).toEqual(['delivered', 'retrying']);
    }, until);
  });

  test('that hangs, or cuts the connection after reading, gets the same message again', async () => {
    await enqueue('a', ['fired']);
    const answers = [() => undefined, (response: { destroy(): void }) => response.destroy()];
    receiver.answer = (_message, response) => {
      const answer = answers.shift();
      if (answer) answer(response);
      else response.writeHead(204).end();
    };
    start({ timeoutMs: 200 });
    await vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ state: 'delivered' }]), until);
    expect(new Set(receiver.attempts.map(({ id }) => id)).size).toBe(1);
    expect(receiver.attempts).toHaveLength(3);
  });

  test('at an address that is not allowed is never called, and the delivery says why', async () => {
    await enqueue('a', ['fired']);
    const deliverer = start({ allowedHosts: [] });
    await vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ state: 'retrying' }]), until);
    expect(receiver.attempts).toEqual([]);
    expect(deliverer.problem).toContain('ALERT_ALLOWED_HOSTS');
  });

  test('that nobody listens at is reported without its address', async () => {
    await enqueue('a', ['fired']);
    const url = receiver.url.replace('/hook', '/hook?token=geheim');
    const host = receiver.host;
    await receiver[Symbol.asyncDispose]();
    start({ url, allowedHosts: [host] });
    await vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ state: 'retrying' }]), until);
    expect(await deliveries()).toMatchObject([
      { lastError: "The receiver can't be reached (ECONNREFUSED)." },
    ]);
    receiver = await TestReceiver.start();
  });

  test('gets what another process had claimed when it was killed', async () => {
    await enqueue('a', ['fired']);
    await database.write(['UPDATE outbox SET leased_until_ms = 9000000000000']);
    start();
    await vi.waitFor(() => expect(receiver.accepted).toHaveLength(1), until);
  });

  test('gets 200 alerts, each once', async () => {
    for (let index = 0; index < 200; index += 1) await enqueue(`o${index}`, ['fired']);
    start();
    await vi.waitFor(() => expect(receiver.accepted).toHaveLength(200), { timeout: 20_000, interval: 5 });
    expect(receiver.activationIds()).toHaveLength(200);
  });
});
