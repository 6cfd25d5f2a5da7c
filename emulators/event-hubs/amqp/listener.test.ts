import { once } from 'node:events';
import { connect } from 'node:net';
import { EventHubProducerClient } from '@azure/event-hubs';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openBroker } from '../broker.ts';
import { connectionStringOf, impatient } from '../broker-process.ts';
import { defaultHubs } from '../hub-config.ts';
import { createTestFolder } from '../log/test-log.ts';

const header = (protocol: number) => Buffer.from([0x41, 0x4d, 0x51, 0x50, protocol, 1, 0, 0]);

function frame(body: Buffer, length = body.length + 8): Buffer {
  const head = Buffer.from([0, 0, 0, 0, 2, 0, 0, 0]);
  head.writeUInt32BE(length, 0);
  return Buffer.concat([head, body]);
}

/** An array32 of 2^32 - 1 nulls: 10 bytes. */
const endlessArray = Buffer.from([0xf0, 0, 0, 0, 6, 0xff, 0xff, 0xff, 0xff, 0x40]);
const performative = (code: number, fields: Buffer) => Buffer.concat([Buffer.of(0, 0x53, code), fields]);

it('survives whatever bytes come in, and goes on serving', async () => {
  await using folder = await createTestFolder();
  const config = { port: 0, dataFolder: folder.path, hubs: defaultHubs, logLevel: 'silent' };
  await using broker = await openBroker(config, pino({ level: 'silent' }));
  const inputs = [
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    header(7),
    Buffer.concat([header(0), frame(endlessArray)]),
    Buffer.concat([header(0), frame(performative(0x10, endlessArray))]),
    Buffer.concat([header(3), frame(performative(0x41, endlessArray))]),
    Buffer.concat([header(0), frame(Buffer.alloc(100), 0xffff_fff0)]),
    Buffer.concat([header(0), frame(Buffer.alloc(0), 0), frame(Buffer.alloc(0), 4)]),
  ];
  for (const input of inputs) await send(broker.port, input);
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((array) => Buffer.from(array));
  const performatives = fc
    .tuple(fc.integer({ min: 0x10, max: 0x18 }), bytes)
    .map(([code, fields]) => frame(performative(code, fields)));
  const input = fc.oneof(
    bytes,
    fc.tuple(fc.constantFrom(0, 3), performatives).map(([p, f]) => Buffer.concat([header(p), f])),
  );
  await fc.assert(
    fc.asyncProperty(input, (sent) => send(broker.port, sent)),
    { numRuns: 60 },
  );
  const producer = new EventHubProducerClient(connectionStringOf(broker.port), 'telemetry', impatient);
  await expect(producer.sendBatch([{ body: 'still here' }])).resolves.toBeUndefined();
  await producer.close();
});

/** Sends bytes and leaves, once the broker has answered or closed. */
async function send(port: number, bytes: Buffer): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.end(bytes);
  socket.resume();
  await once(socket, 'close');
}
