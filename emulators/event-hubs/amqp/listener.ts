import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import rhea, { type Container } from 'rhea';
import { StartError } from '#shared/node/run-service.ts';
import { connectionForced } from './amqp-errors.ts';
import type { BrokerContext } from './broker-context.ts';
import type { ClientConnection } from './client-connection.ts';
import { routeLinks } from './link-router.ts';
import { ProducerLink } from './producer-link.ts';
import { guardArrayLengths } from './rhea-guard.ts';
import { internalsOf } from './rhea-internals.ts';
import { enableSasl } from './sasl.ts';

const host = '127.0.0.1';
const maxFrameBytes = 65_536;
const maxChannels = 4_999;
/** A client that is silent for twice as long is gone; SDKs send something twice as often. */
const idleTimeoutMs = 120_000;
/** Time for what is on its way to come in once credit is withdrawn. */
const graceMs = 50;
const closeTimeoutMs = 1_000;

/** The AMQP side of the broker: accepts connections on loopback and closes them in order. */
export class AmqpListener implements AsyncDisposable {
  readonly port: number;
  readonly #context: BrokerContext;
  readonly #server: Server;
  readonly #connections: ReadonlySet<ClientConnection>;
  readonly #sockets: ReadonlySet<Socket>;

  private constructor(
    context: BrokerContext,
    server: Server,
    sockets: ReadonlySet<Socket>,
    connections: ReadonlySet<ClientConnection>,
  ) {
    this.#context = context;
    this.#server = server;
    this.#sockets = sockets;
    this.#connections = connections;
    // A TCP server has an address with a port.
    this.port = (server.address() as AddressInfo).port;
  }

  /** Port 0 takes a free one. Throws StartError when the port cannot be listened on. */
  static async open(context: BrokerContext, port: number): Promise<AmqpListener> {
    const container = rhea.create_container({ id: 'tidewatch-event-hubs' });
    guardArrayLengths();
    enableSasl(container, context.keys);
    const connections = routeLinks(container, context);
    const sockets = new Set<Socket>();
    const server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      accept(container, socket);
    });
    server.listen(port, host);
    await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
      throw new StartError(describeListenError(error, port));
    });
    return new AmqpListener(context, server, sockets, connections);
  }

  /** Stops credit, waits until what has come in is durable and acknowledged, then closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const connection of this.#connections) {
      for (const link of connection.links()) if (link instanceof ProducerLink) link.stopCredit();
    }
    if (this.#connections.size > 0) await setTimeout(graceMs);
    await this.#context.namespace.flush();
    // The acknowledgements are written in the turn after the commit.
    await setTimeout(0);
    for (const connection of this.#connections) connection.close(connectionForced);
    await Promise.race([closed, setTimeout(closeTimeoutMs, null, { ref: false })]);
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

function accept(container: Container, socket: Socket): void {
  const connection = internalsOf(
    container.create_connection({
      port: 0,
      max_frame_size: maxFrameBytes,
      channel_max: maxChannels,
      idle_time_out: idleTimeoutMs,
      receiver_options: { autoaccept: false, autosettle: false, credit_window: 0 },
    }),
  );
  connection.accept(socket);
  // rhea gathers a frame as long as the client says, not as long as we have allowed.
  socket.on('data', () => {
    if ((connection.frame_size ?? 0) > maxFrameBytes) socket.destroy();
  });
}

function describeListenError({ code, message }: NodeJS.ErrnoException, port: number): string {
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program: stop it, or choose another port with --port.`;
  }
  if (code === 'EACCES') {
    return `Port ${port} may not be used without more rights: choose one above 1023 with --port.`;
  }
  return `The broker cannot listen on port ${port}: ${message}.`;
}
