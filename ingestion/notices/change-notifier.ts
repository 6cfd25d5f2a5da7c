import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChangeNotice, StreamReport, TableChange } from '#shared/ingestion/change-notice.ts';
import type { Logger } from '#shared/node/logger.ts';
import { retryDelayMs } from '../retry-delay.ts';
import { type Changes, mergeChanges } from './merge-changes.ts';

export interface ChangeNotifierOptions {
  serverUrl: string;
  token: string;
  workerId: string;
  feeds: ChangeNotice['feeds'];
  streams: () => StreamReport[];
  logger: Logger;
  heartbeatMs?: number;
  /** How long a change waits for others. */
  coalesceMs?: number;
}

const requestTimeoutMs = 5_000;
const farewellMs = 1_000;
const pace = { firstMs: 100, longestMs: 2_000 };

/**
 * Tells the server which tables have new rows. Ingestion never waits for it: while the server is away, what is to be
 * told is kept as one change per table.
 */
export class ChangeNotifier {
  readonly #options: Required<ChangeNotifierOptions>;
  readonly #bootId = randomUUID();
  #sequence = 0;
  #changes: Changes = new Map();
  #wake: () => void = () => {};
  #isServerAway = false;

  constructor(options: ChangeNotifierOptions) {
    this.#options = { heartbeatMs: 2_000, coalesceMs: 10, ...options };
  }

  changed(change: TableChange): void {
    this.#changes = mergeChanges(this.#changes, [change]);
    this.#wake();
  }

  /** Sends notices until the signal is aborted, then once more what is left. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    for (;;) {
      await this.#untilDue(signal);
      if (signal.aborted) break;
      const isTaken = await this.#send(requestTimeoutMs);
      failures = isTaken ? 0 : failures + 1;
      if (!isTaken)
        await delay(retryDelayMs(pace, failures, Math.random), undefined, { signal }).catch(() => {});
    }
    if (!this.#isServerAway || this.#changes.size > 0) await this.#send(farewellMs);
  }

  async #untilDue(signal: AbortSignal): Promise<void> {
    const { heartbeatMs, coalesceMs } = this.#options;
    if (this.#changes.size === 0) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      await delay(heartbeatMs, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(
        () => {},
      );
      this.#wake = () => {};
    }
    if (this.#changes.size > 0) await delay(coalesceMs, undefined, { signal }).catch(() => {});
  }

  /** False when nobody knows that the server has the notice; its changes are then part of the next one. */
  async #send(timeoutMs: number): Promise<boolean> {
    const { serverUrl, token } = this.#options;
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    const failure = await fetch(new URL('/api/ingestion/notices', serverUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(this.#notice(changes)),
      signal: AbortSignal.timeout(timeoutMs),
    }).then(failureOf, describeFailure);
    if (failure !== null) this.#changes = mergeChanges(this.#changes, changes);
    this.#report(failure);
    return failure === null;
  }

  #notice(changes: TableChange[]): ChangeNotice {
    const { workerId, heartbeatMs, feeds, streams } = this.#options;
    const sequence = this.#sequence++;
    const sentMs = Date.now();
    return {
      workerId,
      sequence,
      bootId: this.#bootId,
      sentMs,
      heartbeatMs,
      feeds,
      changes,
      streams: streams(),
    };
  }

  #report(failure: string | null): void {
    const isAway = failure !== null;
    if (isAway === this.#isServerAway) return;
    this.#isServerAway = isAway;
    if (isAway) this.#options.logger.warn({ event: 'notices.not-taken', reason: failure });
    else this.#options.logger.info({ event: 'notices.taken-again' });
  }
}

async function failureOf(response: Response): Promise<string | null> {
  // Unread bodies keep their connections.
  await response.text().catch(() => {});
  return response.ok ? null : `The server answers ${response.status}.`;
}

function describeFailure(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `The server does not answer: ${cause instanceof Error ? cause.message : String(cause)}`;
}
