import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EventHubProducerClient } from '@azure/event-hubs';
import { expect, test, vi } from 'vitest';
import { type ChildService, startChildService } from '#shared/node/child-service.ts';
import { describeActivation } from '../rules/describe-activation.ts';
import { newPartitionClock } from '../rules/partition-clock.ts';
import { RuleEvaluator } from '../rules/rule-evaluator.ts';
import { TestReceiver, testSecret } from './test-receiver.ts';
import { reading, testRule, testRuleFile } from './test-rule.ts';

const source = { kind: 'event-stream', hub: 'sensors', object: 'id', value: 'value', time: 'time' };
const partitionCount = 4;
const objectCount = 12;
const rounds = 60;
const events = Array.from({ length: rounds * objectCount }, (_, index) => {
  const object = index % objectCount;
  const round = Math.floor(index / objectCount);
  // Each object is hot for some rounds, then cold, at its own pace; an instant of a round is 4 s.
  const value = Math.floor(round / (3 + (object % 4))) % 2 === 0 ? 90 : 20;
  return {
    object: `o${object}`,
    partition: object % partitionCount,
    value,
    offsetMs: round * 4_000 + object,
  };
});

/** The activations that must come of the events, whatever happens on the way. */
function expectedIds(startMs: number): Set<string> {
  const rule = testRule({ source });
  const clocks = Array.from(
    { length: partitionCount },
    (_, partition) => [String(partition), newPartitionClock('log', -1)] as const,
  );
  const evaluator = new RuleEvaluator(rule, { instances: [], clocks });
  for (const [sequence, { object, partition, value, offsetMs }] of events.entries()) {
    const observations = [{ objectKey: object, eventMs: startMs + offsetMs, value }];
    evaluator.take({ partition: String(partition), sequence, enqueuedMs: startMs + 3_600_000, observations });
  }
  const changes = evaluator.takeTransitions(Number.POSITIVE_INFINITY);
  return new Set(
    changes.flatMap(({ objectKey, emissions }) =>
      emissions.flatMap((emission) =>
        emission.kind === 'fired' || emission.kind === 'resolved'
          ? [describeActivation(rule, objectKey, emission, 0).id]
          : [],
      ),
    ),
  );
}

test('no activation is lost or invented though the process is killed and the receiver fails', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-kill-'));
  await mkdir(path.join(folder, 'rules'));
  await writeFile(path.join(folder, 'rules', 'too-hot.json'), JSON.stringify(testRuleFile({ source })));
  await using broker = await startChildService({
    entry: 'emulators/event-hubs/main.ts',
    args: ['--port', '0', '--data', path.join(folder, 'hubs')],
    ready: /event-hubs ready/,
  });
  await using receiver = await TestReceiver.start();
  let attempt = 0;
  receiver.answer = (_message, response) => {
    attempt += 1;
    if (attempt % 17 === 0) response.destroy();
    else response.writeHead(attempt % 11 === 0 ? 503 : 204).end();
  };
  const endpoint = /sb:\/\/\S+/.exec(broker.readyLine)?.[0] ?? '';
  const connectionString = `Endpoint=${endpoint};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`;
  const argument = {
    dataFolder: path.join(folder, 'data'),
    rulesFolder: path.join(folder, 'rules'),
    connectionString,
    webhook: { url: receiver.url, secret: testSecret },
    allowedHosts: [receiver.host],
  };
  const start = (ready: RegExp) =>
    startChildService({ entry: 'server/alerts/test-process.ts', args: [JSON.stringify(argument)], ready });
  const startMs = Date.now() - 3_600_000;
  const producer = new EventHubProducerClient(connectionString, 'sensors');
  let alerting: ChildService = await start(/alerting ok/);
  try {
    const sending = send(producer, startMs);
    for (let kill = 0; kill < 3; kill += 1) {
      await delay(400 + 300 * kill);
      await alerting.signal('SIGKILL');
      alerting = await start(/alerting ok/);
    }
    await sending;
    const expected = expectedIds(startMs);
    expect(expected.size).toBeGreaterThan(100);
    await vi.waitFor(() => expect(new Set(receiver.activationIds())).toEqual(expected), {
      timeout: 60_000,
      interval: 50,
    });
    expect(receiver.badSignatures).toBe(0);
  } finally {
    await producer.close();
    await alerting[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);

async function send(producer: EventHubProducerClient, startMs: number): Promise<void> {
  for (let from = 0; from < events.length; from += objectCount) {
    const round = events.slice(from, from + objectCount);
    await Promise.all(
      Array.from({ length: partitionCount }, async (_, partition) => {
        const ofPartition = round.filter((event) => event.partition === partition);
        const batch = ofPartition.map(({ object, value, offsetMs }) => ({
          body: reading(object, value, startMs + offsetMs),
        }));
        await producer.sendBatch(batch, { partitionId: String(partition) });
      }),
    );
    await delay(60);
  }
}
