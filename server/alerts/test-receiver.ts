import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';

export const testSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

export interface ReceivedMessage {
  id: string;
  type: string;
  data: Record<string, unknown> & { activations?: Record<string, unknown>[] };
  atMs: number;
}

type Answer = (message: ReceivedMessage, response: ServerResponse) => void;

/** A webhook receiver for tests: checks each signature with the reference implementation, keeps what it accepted. */
export class TestReceiver implements AsyncDisposable {
  readonly #server = createServer((request, response) => void this.#take(request, response));
  readonly #webhook = new Webhook(testSecret);
  /** Every attempt whose signature was right. */
  readonly attempts: ReceivedMessage[] = [];
  /** Attempts that were answered with 204. */
  readonly accepted: ReceivedMessage[] = [];
  badSignatures = 0;
  answer: Answer = (_message, response) => response.writeHead(204).end();
  url = '';

  static async start(): Promise<TestReceiver> {
    const receiver = new TestReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    const address = receiver.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
    receiver.url = `http://127.0.0.1:${address.port}/hook`;
    return receiver;
  }

  get host(): string {
    return new URL(this.url).host;
  }

  /** The ids of the activations that were accepted, in order, each once. */
  activationIds(): string[] {
    const told = this.accepted.flatMap(({ data }) => data.activations ?? [data]);
    return [...new Set(told.map(({ id }) => String(id)))];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    let message: ReceivedMessage;
    try {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const body = this.#webhook.verify(Buffer.concat(chunks).toString(), headers) as Omit<
        ReceivedMessage,
        'id'
      >;
      message = { ...body, id: String(request.headers['webhook-id']), atMs: performance.now() };
    } catch {
      this.badSignatures += 1;
      response.writeHead(401).end();
      return;
    }
    this.attempts.push(message);
    this.answer(message, response);
    if (response.statusCode === 204) this.accepted.push(message);
  }
}
