import type { Socket } from 'node:net';
import rhea, {
  type Connection,
  type Container,
  type link,
  type Receiver,
  type Sender,
  type Session,
} from 'rhea';

/**
 * What this broker uses of rhea 3.0.5 beyond its types. The package is pinned; each of these is needed because rhea
 * has no public way to write transfers by hand or to see a transfer before it is decoded.
 */
export interface RheaConnection extends Connection {
  socket: Socket;
  remote: { open?: { max_frame_size?: number } };
  /** After SASL: the mechanism that was chosen, ours (`amqp/sasl.ts`). */
  sasl_transport?: { selected?: { mechanism?: unknown }; mechanism?: unknown };
  /** Length of the frame that is coming in, while only a part of it is there. */
  frame_size?: number;
  /** Serves a client on a socket. */
  accept(socket: Socket): void;
  /** Has what is pending written in this turn of the event loop. */
  _register(): void;
}

export interface RheaSession extends Session {
  local: { channel: number };
  outgoing: {
    next_delivery_id: number;
    next_pending_delivery: number;
    next_transfer_id: number;
    remote_window?: number;
    remote_next_transfer_id?: number;
  };
  on_transfer: (this: Session, frame: TransferFrame) => void;
  on_flow: (this: Session, frame: unknown) => void;
  _get_link(frame: TransferFrame): link;
  _write_flow(link: link): void;
}

export interface TransferFrame {
  performative: { handle: number; message_format?: number | null; more?: boolean };
  payload?: Buffer;
}

/** Fields of our own attach; what is assigned before the next turn of the event loop is sent. */
export interface LocalAttach {
  max_message_size?: number;
  snd_settle_mode?: number;
  offered_capabilities?: string | string[];
  properties?: Record<string, unknown>;
}

export interface RheaSender extends Sender {
  local: { handle: number; attach: LocalAttach };
  credit: number;
  delivery_count: number;
  _draining?: boolean;
}

export interface RheaReceiver extends Receiver {
  local: { handle: number; attach: LocalAttach };
  credit: number;
}

/** Makers of the server side of SASL mechanisms, by name. */
export interface SaslMechanisms {
  enable_anonymous(): void;
  [name: string]: () => unknown;
}

/** The mechanisms that a container offers, to be changed; rhea's own type for them is `any`. */
export function saslMechanismsOf(container: Container): SaslMechanisms {
  return container.sasl_server_mechanisms as SaslMechanisms;
}

/** rhea's decoder of a frame. */
export interface RheaReader {
  /** Bytes of the frame that are still to be read. */
  remaining(): number;
  read_array_items: (this: RheaReader, count: number, type: unknown) => unknown[];
}

/** What the readers of all connections have in common; rhea exports its class without a type. */
export function readerPrototype(): RheaReader {
  return (rhea.types as unknown as { Reader: { prototype: RheaReader } }).Reader.prototype;
}

/** rhea's objects have these fields at run time. */
export function internalsOf(connection: Connection): RheaConnection;
export function internalsOf(session: Session): RheaSession;
export function internalsOf(sender: Sender): RheaSender;
export function internalsOf(receiver: Receiver): RheaReceiver;
export function internalsOf(endpoint: unknown): unknown {
  return endpoint;
}
