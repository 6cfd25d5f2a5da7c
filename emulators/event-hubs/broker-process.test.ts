import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { EventHubBufferedProducerClient } from '@azure/event-hubs';
import { describe, expect, it } from 'vitest';
import { findFreePort } from '#shared/node/child-service.ts';
import { connectionStringOf, createProducer, readHub, startBroker } from './broker-process.ts';
import { createTestFolder } from './log/test-log.ts';

const hubName = 'telemetry';

describe('the broker', () => {
  it('keeps every acknowledged event when it is killed, again and again', async () => {
    await using folder = await createTestFolder();
    const port = await findFreePort();
    const acknowledged = new Set<string>();
    for (let round = 0; round < 2; round++) {
      const broker = await startBroker(folder.path, port);
      const killed = publishUntilFailure(port, `${round}`, acknowledged);
      const goal = acknowledged.size + 500;
      while (acknowledged.size < goal) await new Promise((resolve) => setTimeout(resolve, 5));
      await broker.signal('SIGKILL');
      await killed;
    }
    await using _broker = await startBroker(folder.path, port);
    const partitions = await readHub(port, hubName);
    const stored = new Set([...partitions.values()].flat().map(({ body }) => body as string));
    expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
    for (const events of partitions.values()) {
      expect(events.map(({ sequenceNumber }) => sequenceNumber)).toEqual(events.map((_, i) => i));
    }
  });

  it('publishes the events of an idempotent producer once, although it was killed in between', async () => {
    await using folder = await createTestFolder();
    const port = await findFreePort();
    const first = await startBroker(folder.path, port);
    const retrying = {
      retryOptions: { maxRetries: 100, timeoutInMs: 1_000, retryDelayInMs: 50, maxRetryDelayInMs: 50 },
    };
    const errors: Error[] = [];
    const producer = new EventHubBufferedProducerClient(connectionStringOf(port), hubName, {
      ...retrying,
      enableIdempotentRetries: true,
      maxWaitTimeInMs: 5,
      maxEventBufferLengthPerPartition: 20,
      onSendEventsErrorHandler: ({ error }) => {
        errors.push(error);
      },
    });
    const total = 1_200;
    const enqueued = (async () => {
      for (let i = 0; i < total; i++) await producer.enqueueEvent({ body: i });
    })();
    await expect
      .poll(async () => [...(await readHub(port, hubName)).values()].flat().length)
      .toBeGreaterThan(100);
    await first.signal('SIGKILL');
    await using _second = await startBroker(folder.path, port);
    await enqueued;
    await producer.close({ flush: true });
    expect(errors).toEqual([]);
    const bodies = [...(await readHub(port, hubName)).values()].flat().map(({ body }) => body as number);
    expect(bodies.toSorted((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, i) => i));
  });

  it('ends soon on SIGTERM, and remembers who it is', async () => {
    await using folder = await createTestFolder();
    const port = await findFreePort();
    const first = await startBroker(folder.path, port);
    const producer = createProducer(port, hubName);
    const { createdOn } = await producer.getEventHubProperties();
    await producer.sendBatch([{ body: 'kept' }], { partitionId: '0' });
    const started = Date.now();
    await first.signal('SIGTERM');
    expect(Date.now() - started).toBeLessThan(4_000);
    expect(first.log()).toContain('service.stopped');
    await producer.close();
    await using _second = await startBroker(folder.path, port);
    const again = createProducer(port, hubName);
    expect((await again.getEventHubProperties()).createdOn).toEqual(createdOn);
    await again.close();
    expect((await readHub(port, hubName)).get('0')).toMatchObject([{ body: 'kept', sequenceNumber: 0 }]);
  });

  it('stops under load without losing what it acknowledged, and leaves no send unanswered', async () => {
    await using folder = await createTestFolder();
    const port = await findFreePort();
    const broker = await startBroker(folder.path, port);
    const acknowledged = new Set<string>();
    const failed = [0, 1, 2].map((i) => publishUntilFailure(port, `p${i}`, acknowledged));
    await expect.poll(() => acknowledged.size, { timeout: 10_000 }).toBeGreaterThan(500);
    await broker.signal('SIGTERM');
    await Promise.all(failed);
    await using _second = await startBroker(folder.path, port);
    const stored = [...(await readHub(port, hubName)).values()].flat().map(({ body }) => body as string);
    expect(new Set(stored)).toEqual(acknowledged);
    expect(stored).toHaveLength(acknowledged.size);
  });
});

describe('a broker that cannot start', () => {
  it('says why in one sentence, without a stack, and ends with code 1', async () => {
    await using folder = await createTestFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    expect(await failedStart(['--port', String(port), '--data', folder.path])).toEqual({
      code: 1,
      message: `Port ${port} is in use by another program: stop it, or choose another port with --port.\n`,
    });
    other.close();
  });
});

/** Sends batches of small and odd sizes until the broker does not answer; adds what was acknowledged. */
async function publishUntilFailure(port: number, prefix: string, acknowledged: Set<string>): Promise<void> {
  const producer = createProducer(port, hubName);
  try {
    for (let i = 0; ; i++) {
      const ids = Array.from({ length: 1 + (i % 37) }, (_, j) => `${prefix}-${i}-${j}`);
      await producer.sendBatch(ids.map((body) => ({ body })));
      for (const id of ids) acknowledged.add(id);
    }
  } catch {
    // The broker was killed: what it has not acknowledged may or may not be there.
  } finally {
    await producer.close().catch(() => {});
  }
}

/** Standard error and exit code of a start that fails. */
async function failedStart(args: string[]): Promise<{ code: number | null; message: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'emulators/event-hubs/main.ts', ...args], {
    env: { ...process.env, LOG_LEVEL: 'silent' },
  });
  let message = '';
  child.stderr.on('data', (chunk: Buffer) => {
    message += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, message };
}
