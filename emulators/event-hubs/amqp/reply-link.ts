import type { Message, link as RheaLink } from 'rhea';
import rhea from 'rhea';
import type { WireError } from './amqp-errors.ts';
import type { BrokerLink } from './client-connection.ts';
import type { RheaSender } from './rhea-internals.ts';
import { TransferWriter } from './transfer-writer.ts';

const maxQueued = 100;

/** Our end of the link on which a client takes answers of $cbs or $management. */
export class ReplyLink implements BrokerLink {
  readonly endpoint: RheaLink;
  readonly entityPath = null;
  readonly #sender: RheaSender;
  readonly #writer: TransferWriter;
  #queue: Buffer[] = [];
  #isReady = false;

  constructor(sender: RheaSender) {
    this.#sender = sender;
    this.endpoint = sender;
    this.#writer = new TransferWriter(sender);
    // A client may grant credit before it has our attach: AMQP 1.0 §2.6.3 wants the attach first on the wire.
    setImmediate(() => {
      this.#isReady = true;
      this.wake();
    });
  }

  /** True when a request with this `reply_to` is to be answered here: SDKs give the target address or the link's name. */
  isNamed(replyTo: string): boolean {
    return this.#sender.name === replyTo || this.#sender.target?.address === replyTo;
  }

  /** Sends an answer, as soon as the client has granted credit; beyond 100 that wait, the oldest is dropped. */
  send(reply: Message): void {
    this.#queue.push(rhea.message.encode(reply));
    if (this.#queue.length > maxQueued) this.#queue.shift();
    this.wake();
  }

  wake(): void {
    if (!this.#isReady || this.#queue.length === 0) return;
    const written = this.#writer.write(this.#queue.map((bytes) => [bytes]));
    this.#queue = this.#queue.slice(written);
  }

  close(error: WireError): void {
    this.#sender.close(error);
  }

  detached(): void {
    this.#queue = [];
  }
}
