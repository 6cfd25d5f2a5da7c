import type { link as RheaLink, Session } from 'rhea';
import { unauthorized, type WireError } from './amqp-errors.ts';
import { ClaimSet } from './claim-set.ts';
import { internalsOf, type RheaConnection, type TransferFrame } from './rhea-internals.ts';
import { hasShownKey } from './sasl.ts';

/** Our end of a link, of whatever kind. */
export interface BrokerLink {
  readonly endpoint: RheaLink;
  /** Path of the entity, for which the client must keep a valid token; null when the link needs none. */
  readonly entityPath: string | null;
  /** The session, the link or the socket may take more now. */
  wake(): void;
  /** Closes the link from our side. */
  close(error: WireError): void;
  /** The link is gone: release what it holds. */
  detached(): void;
  /** Sees each transfer frame that comes in, before rhea does. */
  beforeTransfer?(frame: TransferFrame): void;
}

const maxPendingBytes = 16 * 1024 * 1024;

/** A client's connection: its links, what it may do, and how much of what it sent is not yet durable. */
export class ClientConnection {
  readonly claims: ClaimSet;
  readonly #rhea: RheaConnection;
  readonly #links = new Map<RheaLink, BrokerLink>();
  #pendingBytes = 0;

  constructor(rhea: RheaConnection, clock: () => number) {
    this.#rhea = rhea;
    this.claims = new ClaimSet(clock, () => this.#closeUnauthorized());
    rhea.socket.on('drain', () => {
      for (const link of this.links()) link.wake();
    });
  }

  links(): BrokerLink[] {
    return [...this.#links.values()];
  }

  find(endpoint: RheaLink): BrokerLink | undefined {
    return this.#links.get(endpoint);
  }

  add(link: BrokerLink): void {
    this.#links.set(link.endpoint, link);
  }

  remove(endpoint: RheaLink): void {
    const link = this.#links.get(endpoint);
    this.#links.delete(endpoint);
    link?.detached();
  }

  linksOf(session: Session): BrokerLink[] {
    return this.links().filter(({ endpoint }) => endpoint.session === session);
  }

  /** True when the client has shown a key, or a token for this path or one above it. */
  mayUse(path: string): boolean {
    return hasShownKey(this.#rhea) || this.claims.cover(path);
  }

  /** Counts bytes that were received and are not yet acknowledged; a client that is too fast has to wait. */
  addPending(bytes: number): void {
    this.#pendingBytes += bytes;
    const { socket } = this.#rhea;
    if (this.#pendingBytes > maxPendingBytes) socket.pause();
    else if (socket.isPaused()) socket.resume();
  }

  close(error: WireError): void {
    this.#rhea.close(error);
  }

  /** The connection is gone. */
  dispose(): void {
    this.claims.dispose();
    for (const { endpoint } of this.links()) this.remove(endpoint);
  }

  #closeUnauthorized(): void {
    for (const link of this.links()) {
      if (link.entityPath === null || this.mayUse(link.entityPath)) continue;
      link.close(unauthorized(`ExpiredToken: The token for '${link.entityPath}' has expired.`));
    }
  }
}

/** Has a session's flow and transfer frames seen by its links; rhea has no events for either. */
export function watchSession(connection: ClientConnection, session: Session): void {
  const internals = internalsOf(session);
  const { on_flow, on_transfer } = internals;
  internals.on_flow = (frame) => {
    on_flow.call(session, frame);
    for (const link of connection.linksOf(session)) link.wake();
  };
  internals.on_transfer = (frame) => {
    connection.find(internals._get_link(frame))?.beforeTransfer?.(frame);
    on_transfer.call(session, frame);
  };
}
