import type { ClaimedMessage } from '../store/outbox.ts';

/** What became of one attempt to deliver a message. */
export type DeliveryResult =
  | { kind: 'delivered' }
  /** `isAway`: nobody would get anything at the moment; else only this message was refused. */
  | { kind: 'failed'; isAway: boolean; error: string; retryAfterMs: number | null }
  /** The receiver wants no more, ever. */
  | { kind: 'gone'; error: string };

/** One way to tell somebody. Whoever made it disposes it. */
export interface Channel extends AsyncDisposable {
  /** The destination in the outbox and in the app. */
  readonly id: string;
  /** Hash of the address and how it is signed; another one is another destination. */
  readonly target: string;
  /** Null when the signal was aborted: nobody knows whether the message arrived. Never throws. */
  send(message: ClaimedMessage, signal: AbortSignal): Promise<DeliveryResult | null>;
}
