import { once } from 'node:events';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

export interface ReceivedAlert {
  webhookId: string;
  type: string;
  objectKey: string;
  kind: string;
}

/** An alert receiver on loopback that checks every signature. */
export class WebhookReceiver implements AsyncDisposable {
  static readonly secret = `whsec_${Buffer.from('the secret of the browser tests!').toString('base64')}`;
  readonly alerts: ReceivedAlert[] = [];
  readonly refused: string[] = [];
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.statusCode = this.#take(Buffer.concat(chunks).toString(), request.headers) ? 204 : 401;
      response.end();
    });
  });

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The receiver has no port.');
    return `127.0.0.1:${address.port}`;
  }

  #take(body: string, headers: NodeJS.Dict<string | string[]>): boolean {
    try {
      new Webhook(WebhookReceiver.secret).verify(body, headers as Record<string, string>);
      const { type, data } = JSON.parse(body) as { type: string; data: { objectKey: string; kind: string } };
      this.alerts.push({
        webhookId: String(headers['webhook-id']),
        type,
        objectKey: data.objectKey,
        kind: data.kind,
      });
      return true;
    } catch (error) {
      this.refused.push(String(error));
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
