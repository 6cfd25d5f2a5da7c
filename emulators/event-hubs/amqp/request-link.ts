import type { EventContext, Message, Receiver } from 'rhea';
import rhea from 'rhea';
import type { WireError } from './amqp-errors.ts';
import type { BrokerLink, ClientConnection } from './client-connection.ts';
import { ReplyLink } from './reply-link.ts';

/** Answers a request; `correlation_id` is added to what it returns. */
export type RequestHandler = (request: Message) => Message;

const creditWindow = 100;

/** Our end of the link on which a client sends requests to $cbs or $management. */
export class RequestLink implements BrokerLink {
  readonly endpoint: Receiver;
  readonly entityPath = null;
  readonly #connection: ClientConnection;
  readonly #handle: RequestHandler;

  constructor(connection: ClientConnection, receiver: Receiver, handle: RequestHandler) {
    this.#connection = connection;
    this.#handle = handle;
    this.endpoint = receiver;
    receiver.on('message', (context: EventContext) => this.#answer(context));
    receiver.add_credit(creditWindow);
  }

  wake(): void {}

  close(error: WireError): void {
    this.endpoint.close(error);
  }

  detached(): void {}

  #answer({ message, delivery }: EventContext): void {
    this.endpoint.add_credit(1);
    if (!message || !delivery) return;
    const request = decoded(message);
    delivery.accept();
    const replyTo = request.reply_to ?? '';
    const reply = this.#connection.links().find((link) => link instanceof ReplyLink && link.isNamed(replyTo));
    if (reply instanceof ReplyLink)
      reply.send({ ...this.#handle(request), correlation_id: request.message_id });
  }
}

/** rhea leaves a message undecoded whose transfer does not name format 0. */
function decoded(message: Message): Message {
  return Buffer.isBuffer(message) ? { body: null, ...rhea.message.decode(message) } : message;
}
