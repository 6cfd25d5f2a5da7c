import type { Container, EventContext, Receiver, Sender } from 'rhea';
import { entityNotFound, unauthorized, type WireError } from './amqp-errors.ts';
import { attachConsumer } from './attach-consumer.ts';
import { attachProducer } from './attach-producer.ts';
import type { BrokerContext } from './broker-context.ts';
import { answerCbsRequest } from './cbs-node.ts';
import { ClientConnection, watchSession } from './client-connection.ts';
import { readEntityPath } from './entity-path.ts';
import { answerManagementRequest } from './management-node.ts';
import { ReplyLink } from './reply-link.ts';
import { RequestLink } from './request-link.ts';
import { internalsOf } from './rhea-internals.ts';
import { pathOf } from './sas-token.ts';

/** Gives each link of the container's connections its handler; returns the connections, kept up to date. */
export function routeLinks(container: Container, context: BrokerContext): ReadonlySet<ClientConnection> {
  const clients = new Map<EventContext['connection'], ClientConnection>();
  const open = new Set<ClientConnection>();
  container.on('connection_open', ({ connection }: EventContext) => {
    const client = new ClientConnection(internalsOf(connection), context.clock);
    clients.set(connection, client);
    open.add(client);
    internalsOf(connection).socket.once('close', () => {
      clients.delete(connection);
      open.delete(client);
      client.dispose();
    });
  });
  const withClient =
    (act: (client: ClientConnection, event: EventContext) => void) => (event: EventContext) => {
      const client = clients.get(event.connection);
      if (client) act(client, event);
    };
  const events: Record<string, (client: ClientConnection, event: EventContext) => void> = {
    session_open: (client, { session }) => session && watchSession(client, session),
    session_close: (client, { session }) => {
      if (session) for (const { endpoint } of client.linksOf(session)) client.remove(endpoint);
    },
    receiver_open: (client, { receiver }) => receiver && openIncoming(context, client, receiver),
    sender_open: (client, { sender }) => sender && openOutgoing(context, client, sender),
    receiver_close: (client, { receiver }) => receiver && client.remove(receiver),
    sender_close: (client, { sender }) => sender && client.remove(sender),
  };
  for (const [name, act] of Object.entries(events)) container.on(name, withClient(act));
  logProblems(container, context);
  return open;
}

/** rhea throws or writes to the console what nobody listens to. */
function logProblems(container: Container, { logger }: BrokerContext): void {
  for (const name of [
    'disconnected',
    'connection_error',
    'session_error',
    'receiver_error',
    'sender_error',
  ]) {
    container.on(name, () => logger.debug({ event: `client.${name}` }));
  }
  for (const name of ['protocol_error', 'error']) {
    container.on(name, (error: unknown) => {
      logger.warn({
        event: 'connection.broken',
        reason: error instanceof Error ? error.message : String(error),
      });
    });
  }
}

/** The client sends: requests or events. */
function openIncoming(context: BrokerContext, client: ClientConnection, receiver: Receiver): void {
  const address = receiver.target?.address ?? '';
  const path = readEntityPath(address);
  receiver.set_source(receiver.source);
  receiver.set_target(receiver.target);
  if (path?.kind === 'cbs' || path?.kind === 'management') {
    const answer = path.kind === 'cbs' ? answerCbsRequest : answerManagementRequest;
    client.add(new RequestLink(client, receiver, (request) => answer(request, client, context)));
    return;
  }
  const refusal = refuse(client, address);
  if (refusal) receiver.close(refusal);
  else if (path?.kind === 'hub' || path?.kind === 'partition') {
    attachProducer(context, client, internalsOf(receiver), path);
  } else receiver.close(entityNotFound(address));
}

/** The client receives: answers or events. */
function openOutgoing(context: BrokerContext, client: ClientConnection, sender: Sender): void {
  const address = sender.source?.address ?? '';
  const path = readEntityPath(address);
  sender.set_source(sender.source);
  sender.set_target({ ...sender.target, address: sender.target?.address ?? '' });
  if (path?.kind === 'cbs' || path?.kind === 'management') {
    client.add(new ReplyLink(internalsOf(sender)));
    return;
  }
  const refusal = refuse(client, address);
  if (refusal) sender.close(refusal);
  else if (path?.kind === 'consumer') attachConsumer(context, client, internalsOf(sender), path);
  else sender.close(entityNotFound(address));
}

function refuse(client: ClientConnection, address: string): WireError | null {
  if (client.mayUse(pathOf(address))) return null;
  return unauthorized(`Unauthorized access. A token for '${address}' must be put to $cbs first.`);
}
