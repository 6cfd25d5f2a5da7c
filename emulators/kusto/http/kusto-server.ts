import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '#shared/node/logger.ts';
import { StartError } from '#shared/node/run-service.ts';
import type { Engine } from '../engine.ts';
import { KustoError } from '../types/kusto-error.ts';
import { sendError } from './error-response.ts';
import type { HttpLimits } from './exchange.ts';
import { openRequestContext, type RequestContext } from './request-context.ts';
import { findRoute } from './routes.ts';

export interface KustoServerOptions {
  engine: Engine;
  port: number;
  host: string;
  limits: HttpLimits;
  logger: Logger;
}

/**
 * The HTTP face of the engine. Closing it stops listening, lets requests in work end for a moment and drops idle
 * connections.
 */
export class KustoServer {
  readonly #server: Server;
  readonly #options: KustoServerOptions;
  #active = 0;

  private constructor(options: KustoServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.keepAliveTimeout = 65_000;
    this.#server.requestTimeout = 120_000;
  }

  /** Listens; throws StartError when the port cannot be had. */
  static async start(options: KustoServerOptions): Promise<KustoServer> {
    const server = new KustoServer(options);
    await server.#listen();
    return server;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    const { host } = this.#options;
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const force = setTimeout(() => this.#server.closeAllConnections(), 2000);
    await closed;
    clearTimeout(force);
  }

  #listen(): Promise<void> {
    const { port, host } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) =>
        reject(explainListenFailure(error, host, port)),
      );
      this.#server.listen(port, host, resolve);
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const context = openRequestContext(request, response);
    const about = { activityType: 'DN.FE.Execute', text: '', database: '' };
    this.#active += 1;
    try {
      if (this.#active > this.#options.limits.maxRequests) throw throttled(this.#options.limits.maxRequests);
      assertOwnOrigin(request);
      const url = readUrl(request);
      const route = findRoute(request.method ?? 'GET', url.pathname);
      const { engine, limits } = this.#options;
      await route({ request, response, url, context, engine, limits, about });
    } catch (error) {
      this.#logFailure(error, context, request);
      if (!request.complete) response.setHeader('Connection', 'close');
      await sendError(response, error, context, about);
    } finally {
      this.#active -= 1;
    }
  }

  #logFailure(error: unknown, context: RequestContext, request: IncomingMessage): void {
    const { clientRequestId, activityId } = context;
    const fields = { path: request.url?.split('?')[0], clientRequestId, activityId };
    if (error instanceof KustoError && error.kind.status < 500) {
      this.#options.logger.debug({ event: 'request.refused', code: error.code, ...fields });
    } else {
      this.#options.logger.error({ event: 'request.failed', err: error, ...fields });
    }
  }
}

function readUrl(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? '/', 'http://localhost');
  } catch (error) {
    throw new KustoError('General_BadRequest', 'The URL of the request is not valid.', { cause: error });
  }
}

/** There is no sign-in, so pages of other sites that a browser has open may not reach the emulator. */
function assertOwnOrigin({ headers }: IncomingMessage): void {
  const { origin } = headers;
  if (origin === undefined || /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(origin))
    return;
  throw new KustoError('Forbidden', `Requests from pages of ${origin} are denied.`);
}

function throttled(limit: number): KustoError {
  const message = `The query was aborted due to throttling. Retrying after some backoff might succeed. Capacity: ${limit}, Origin: 'RequestRateLimitPolicy/WorkloadGroup/default'.`;
  return new KustoError('TooManyRequests', message);
}

function explainListenFailure(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new StartError(`Port ${port} on ${host} is in use; choose another with --port.`);
  if (error.code === 'EACCES')
    return new StartError(
      `Port ${port} on ${host} may not be opened by this user; choose another with --port.`,
    );
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new StartError(`The address ${host} is not one of this machine.`);
  return error;
}
