import type { Delivery, EventContext } from 'rhea';
import type { EventHub } from '../hubs/event-hub.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import {
  argumentError,
  messageTooLarge,
  outOfOrderSequence,
  producerEpochStolen,
  serverBusy,
  type WireError,
} from './amqp-errors.ts';
import type { BrokerContext } from './broker-context.ts';
import type { BrokerLink, ClientConnection } from './client-connection.ts';
import { batchFormat, type IncomingBatch, readIncomingBatch } from './incoming-batch.ts';
import { internalsOf, type RheaReceiver, type TransferFrame } from './rhea-internals.ts';
import { WireFormatError } from './wire-values.ts';

/** Largest transfer, as in the standard tier of Event Hubs; the SDK makes its batches so large. */
export const maxMessageBytes = 1024 * 1024;

/** The SDK sleeps a second when it finds no credit. */
const creditWindow = 1_000;
const creditStep = 250;
/** Stands for format 0, whose transfers rhea would decode: we store what was sent. */
const undecodedFormat = 0xffff_ffff;
const nothing = Buffer.alloc(0);

export interface ProducerTarget {
  hub: EventHub;
  /** Null when each batch finds its own partition. */
  partition: PartitionLog | null;
  entityPath: string;
  /** The client numbers its batches. */
  isIdempotent: boolean;
}

/** Our end of a link on which a client publishes to a hub or to one partition. */
export class ProducerLink implements BrokerLink {
  readonly endpoint: RheaReceiver;
  readonly entityPath: string;
  readonly #context: BrokerContext;
  readonly #connection: ClientConnection;
  readonly #target: ProducerTarget;
  /** Bytes of the transfer that is coming in. */
  #receivedBytes = 0;
  #unsettled = 0;
  #isStopping = false;

  constructor(
    context: BrokerContext,
    connection: ClientConnection,
    receiver: RheaReceiver,
    target: ProducerTarget,
  ) {
    this.#context = context;
    this.#connection = connection;
    this.#target = target;
    this.endpoint = receiver;
    this.entityPath = target.entityPath;
    receiver.on('message', (message: EventContext) => this.#receive(message));
    receiver.add_credit(creditWindow);
  }

  /** Sees each frame before rhea does: keeps rhea from decoding it and from gathering more than the limit. */
  beforeTransfer(frame: TransferFrame): void {
    if (frame.performative.message_format === 0) frame.performative.message_format = undecodedFormat;
    frame.payload ??= nothing;
    this.#receivedBytes += frame.payload.length;
    if (this.#receivedBytes > maxMessageBytes) frame.payload = nothing;
  }

  /** Takes back the credit; what is on its way is still taken. */
  stopCredit(): void {
    this.#isStopping = true;
    const { credit } = this.endpoint;
    this.endpoint.credit = 0;
    internalsOf(this.endpoint.session)._write_flow(this.endpoint);
    this.endpoint.credit = credit;
  }

  wake(): void {}

  close(error: WireError): void {
    this.endpoint.close(error);
  }

  detached(): void {}

  #receive({ message, delivery }: EventContext): void {
    const sizeBytes = this.#receivedBytes;
    this.#receivedBytes = 0;
    // rhea hands over bytes for every format but 0, which beforeTransfer has replaced.
    if (!Buffer.isBuffer(message) || !delivery) return;
    this.#unsettled++;
    this.#connection.addPending(sizeBytes);
    this.#judge(message, delivery, sizeBytes)
      .then((error) => (error ? delivery.reject(error) : delivery.accept()))
      .catch((error: unknown) => {
        this.#context.logger.error({
          event: 'producer.append-failed',
          hub: this.#target.hub.name,
          err: error,
        });
        delivery.reject(serverBusy);
      })
      .finally(() => {
        this.#unsettled--;
        this.#connection.addPending(-sizeBytes);
        this.#renewCredit();
      });
  }

  /** Appends the batch; resolves with the reason when the client is to be refused. */
  async #judge(payload: Buffer, delivery: Delivery, sizeBytes: number): Promise<WireError | null> {
    if (sizeBytes > maxMessageBytes) return messageTooLarge(delivery.id, sizeBytes, maxMessageBytes);
    const format = delivery.format === batchFormat ? batchFormat : 0;
    const batch = readBatch(payload, format);
    if ('condition' in batch) return batch;
    const { hub, partition, isIdempotent } = this.#target;
    if (isIdempotent && !batch.producer) {
      return argumentError(
        'The events of an idempotent producer must carry its id, epoch and sequence number.',
      );
    }
    const log = partition ?? hub.choosePartition(batch.partitionKey);
    const verdict = await log.append({ ...batch, producer: isIdempotent ? batch.producer : null });
    if (verdict === 'out-of-order') return outOfOrderSequence;
    return verdict === 'epoch-stolen' ? producerEpochStolen : null;
  }

  #renewCredit(): void {
    if (this.#isStopping) return;
    const missing = creditWindow - this.endpoint.credit - this.#unsettled;
    if (missing >= creditStep) this.endpoint.add_credit(missing);
  }
}

function readBatch(payload: Buffer, format: number): IncomingBatch | WireError {
  try {
    return readIncomingBatch(payload, format);
  } catch (error) {
    if (!(error instanceof WireFormatError)) throw error;
    return { condition: 'amqp:decode-error', description: error.message };
  }
}
