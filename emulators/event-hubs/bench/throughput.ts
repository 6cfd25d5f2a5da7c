import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { EventHubConsumerClient, EventHubProducerClient } from '@azure/event-hubs';
import { connectionStringOf, portOf, startBroker } from '../broker-process.ts';
import { createTestFolder } from '../log/test-log.ts';

/**
 * What the broker costs: `npx tsx emulators/event-hubs/bench/throughput.ts [--events N] [--bytes N] [--batch N]`.
 * Prints a JSON object for publishing and one for consuming. The SDK in this process is the slower side; the broker's
 * processor time per event is the number to watch (Linux only, else null).
 */
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '200000' },
    bytes: { type: 'string', default: '200' },
    batch: { type: 'string', default: '500' },
  },
});
const [events, bytes, batch] = [Number(values.events), Number(values.bytes), Number(values.batch)];
const hubName = 'telemetry';

await using folder = await createTestFolder();
await using broker = await startBroker(folder.path, 0);
await measure('publish', publish);
await measure('consume', consume);

async function measure(stage: string, run: () => Promise<void>): Promise<void> {
  const [started, cpuBefore] = [performance.now(), await brokerCpuMs()];
  await run();
  const [seconds, cpuAfter] = [(performance.now() - started) / 1_000, await brokerCpuMs()];
  const brokerMicrosecondsPerEvent =
    cpuBefore === null || cpuAfter === null ? null : ((cpuAfter - cpuBefore) * 1_000) / events;
  const result = { stage, events, bytes, batch, eventsPerSecond: Math.round(events / seconds) };
  process.stdout.write(`${JSON.stringify({ ...result, brokerMicrosecondsPerEvent })}\n`);
}

async function publish(): Promise<void> {
  const producer = new EventHubProducerClient(connectionStringOf(portOf(broker)), hubName);
  const body = Buffer.alloc(bytes, 'x');
  const ids = await producer.getPartitionIds();
  await Promise.all(
    ids.map(async (partitionId) => {
      for (let left = events / ids.length; left > 0; left -= batch) {
        const size = Math.min(batch, left);
        await producer.sendBatch(
          Array.from({ length: size }, () => ({ body })),
          { partitionId },
        );
      }
    }),
  );
  await producer.close();
}

async function consume(): Promise<void> {
  const consumer = new EventHubConsumerClient('$Default', connectionStringOf(portOf(broker)), hubName);
  let received = 0;
  await new Promise<void>((resolve, reject) => {
    consumer.subscribe(
      {
        processEvents: async (read) => {
          received += read.length;
          if (received >= events) resolve();
        },
        processError: async (error) => reject(error),
      },
      {
        startPosition: { offset: '-1' },
        maxBatchSize: 1_000,
        maxWaitTimeInSeconds: 1,
        skipParsingBodyAsJson: true,
      },
    );
  });
  await consumer.close();
}

/** User and system time of the broker, proc(5), stat fields 14 and 15 in hundredths of a second. */
async function brokerCpuMs(): Promise<number | null> {
  const stat = await readFile(`/proc/${broker.pid}/stat`, 'utf8').catch(() => null);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields ? (Number(fields[11]) + Number(fields[12])) * 10 : null;
}
