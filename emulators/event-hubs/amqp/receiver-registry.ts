import { admitReceiver, type ReceiverIdentity } from '../hubs/receiver-admission.ts';
import { linkStolen, resourceLimitExceeded, type WireError } from './amqp-errors.ts';

export interface RegisteredReceiver extends ReceiverIdentity {
  /** Closes the receiver's link. */
  close(error: WireError): void;
}

/** Who reads which partition in which consumer group. */
export class ReceiverRegistry {
  readonly #receivers = new Map<string, Set<RegisteredReceiver>>();

  /** Lets `newcomer` in and closes the receivers that it displaces; or returns why it may not read. */
  admit(entityPath: string, newcomer: RegisteredReceiver): WireError | null {
    const present = this.#receivers.get(entityPath) ?? new Set();
    const admission = admitReceiver([...present], newcomer);
    if (admission.state === 'stolen') return linkStolen(admission.description);
    if (admission.state === 'too-many') return resourceLimitExceeded(admission.description);
    for (const { receiver, description } of admission.displaced) {
      present.delete(receiver);
      receiver.close(linkStolen(description));
    }
    this.#receivers.set(entityPath, present.add(newcomer));
    return null;
  }

  remove(entityPath: string, receiver: RegisteredReceiver): void {
    const present = this.#receivers.get(entityPath);
    present?.delete(receiver);
    if (present?.size === 0) this.#receivers.delete(entityPath);
  }
}
