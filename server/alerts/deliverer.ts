import type { Logger } from '#shared/node/logger.ts';
import type { Database } from '../store/database.ts';
import { touchEpisodes } from '../store/episodes.ts';
import {
  type ClaimedMessage,
  claimMessages,
  disableDestination,
  hastenMessages,
  nextDueMs,
  readDisabledReason,
  releaseMessages,
  type Settlement,
  settleMessages,
} from '../store/outbox.ts';
import type { Channel, DeliveryResult } from './channel.ts';
import type { Clock } from './clock.ts';
import { Patience } from './patience.ts';
import { giveUpAfterMs, retryDelayMs } from './retry-delay.ts';
import { Wakeable } from './wakeable.ts';

export interface DelivererOptions {
  database: Database;
  channel: Channel;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  logger: Logger;
  /** Called after each commit with the episodes whose deliveries changed. */
  onStored: (episodeIds: string[]) => void;
}

interface Attempt {
  message: ClaimedMessage;
  result: DeliveryResult;
}

const claimLimit = 400;
const concurrency = 16;
const settleEveryMs = 50;
const leaseMs = 60_000;
/** Longer than an attempt can take, so that no lease ends while its message is being sent. */
const leaseMarginMs = 20_000;
const longestWaitMs = 60_000;
const clockStepMs = 5_000;
/** What is being sent when the process stops may still be answered, so that it is not sent again. */
const stopGraceMs = 5_000;

/**
 * Sends what waits in the outbox for one channel, at least once each, the messages of an episode in order. While the
 * receiver is away only one message at a time is tried; when it is back, all that waits is sent at once.
 */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #wakeable = new Wakeable();
  /** Since when nothing gets through, and when to try again; in monotonic time. */
  #away: { sinceMs: number; retryMs: number; error: string } | null = null;
  /** The receiver answers again, and what waits for it is not hastened yet. */
  #isBack = false;
  #disabledReason: string | null = null;
  /** How far the wall clock is ahead of the monotonic one. */
  #clockOffsetMs = Number.NEGATIVE_INFINITY;

  constructor(options: DelivererOptions) {
    this.#options = options;
  }

  /** Why nothing is delivered at the moment; null when it is. */
  get problem(): string | null {
    return this.#disabledReason ?? this.#away?.error ?? null;
  }

  /** There may be something new to send. */
  wake(): void {
    this.#wakeable.wake();
  }

  /** Works until the signal is aborted. Only the process that leads runs it. Throws when the store fails. */
  async run(signal: AbortSignal): Promise<void> {
    const { database, channel } = this.#options;
    this.#disabledReason = await readDisabledReason(database, channel);
    // Only one process delivers: what another one had claimed before it ended is claimed no more.
    await releaseMessages(database, channel.id, 'all');
    while (!signal.aborted) {
      await this.#followClock();
      const waitMs = await this.#step(signal);
      if (waitMs > 0) await this.#wakeable.wait(Math.min(waitMs, longestWaitMs), signal);
    }
  }

  /** When somebody sets the clock back, what was due soon must not wait until then. */
  async #followClock(): Promise<void> {
    const { database, channel, clock } = this.#options;
    const nowMs = clock.nowMs();
    const offsetMs = nowMs - clock.monotonicMs();
    const hasSteppedBack = offsetMs < this.#clockOffsetMs - clockStepMs;
    this.#clockOffsetMs = offsetMs;
    if (hasSteppedBack) await database.write([hastenMessages(channel.id, nowMs)]);
  }

  /** One round; returns how long there is nothing to do, unless woken. */
  async #step(signal: AbortSignal): Promise<number> {
    const { database, channel, clock } = this.#options;
    if (this.#disabledReason !== null) {
      await this.#giveUpAll(this.#disabledReason);
      return longestWaitMs;
    }
    const awayMs = (this.#away?.retryMs ?? 0) - clock.monotonicMs();
    if (this.#away !== null && awayMs > 0) {
      await this.#wakeable.pause(awayMs, signal);
      return 0;
    }
    const messages = await claimMessages(database, {
      destination: channel.id,
      nowMs: clock.nowMs(),
      leaseMs,
      limit: this.#away === null ? claimLimit : 1,
    });
    if (messages.length > 0) {
      await this.#sendAll(messages, signal);
      return 0;
    }
    const dueMs = await nextDueMs(database, channel.id);
    return dueMs === null ? longestWaitMs : Math.max(10, dueMs - clock.nowMs());
  }

  async #sendAll(messages: ClaimedMessage[], signal: AbortSignal): Promise<void> {
    using patience = new Patience(signal, stopGraceMs);
    const waiting = messages.values();
    const mayStart = this.#mayStart(signal);
    const unsent: ClaimedMessage[] = [];
    const results: Attempt[] = [];
    const send = async () => {
      for (const message of waiting) {
        const result = mayStart() ? await this.#options.channel.send(message, patience.signal) : null;
        if (result === null) unsent.push(message);
        else {
          this.#learn(result);
          results.push({ message, result });
        }
      }
    };
    const sending = Promise.all(Array.from({ length: concurrency }, send));
    await this.#settleWhile(sending, () => results.splice(0));
    const ids = unsent.map(({ messageId }) => messageId);
    await releaseMessages(this.#options.database, this.#options.channel.id, ids);
  }

  /** Whether another message of a claim may be sent: not when that would be in vain or take longer than its lease. */
  #mayStart(signal: AbortSignal): () => boolean {
    const { clock } = this.#options;
    const lastStartMs = clock.monotonicMs() + leaseMs - leaseMarginMs;
    const wasAway = this.#away !== null;
    return () =>
      clock.monotonicMs() < lastStartMs &&
      !signal.aborted &&
      this.#disabledReason === null &&
      (wasAway || this.#away === null);
  }

  /** Stores results as they come, so that one slow answer does not hide the others. */
  async #settleWhile(sending: Promise<unknown>, takeResults: () => Attempt[]): Promise<void> {
    const done = new Wakeable();
    let isDone = false;
    const sent = sending.finally(() => {
      isDone = true;
      done.wake();
    });
    const never = new AbortController().signal;
    while (!isDone) {
      await done.wait(settleEveryMs, never);
      await this.#settle(takeResults());
    }
    await sent;
  }

  /** Opens or closes the circuit to the receiver; a refusal of one message shows too that somebody is there. */
  #learn(result: DeliveryResult): void {
    const { clock, random, logger, channel } = this.#options;
    if (result.kind === 'gone') this.#disabledReason = result.error;
    else if (result.kind === 'delivered' || !result.isAway) {
      this.#isBack ||= this.#away !== null;
      this.#away = null;
    } else {
      const nowMs = clock.monotonicMs();
      const sinceMs = this.#away?.sinceMs ?? nowMs;
      const retryMs = nowMs + retryDelayMs(nowMs - sinceMs, result.retryAfterMs, random());
      if (this.#away === null) {
        logger.warn({ event: 'destination.away', destination: channel.id, error: result.error });
      }
      this.#away = { sinceMs, retryMs, error: result.error };
    }
  }

  async #settle(results: Attempt[]): Promise<void> {
    if (results.length === 0) return;
    const { database, channel, clock, logger, onStored } = this.#options;
    const nowMs = clock.nowMs();
    const settlements = results.map(({ message, result }) => this.#settlementOf(message, result, nowMs));
    const episodeIds = [...new Set(results.flatMap(({ message }) => message.episodeIds))];
    const isBack = this.#isBack;
    this.#isBack = false;
    await database.write([
      settleMessages(channel.id, settlements, nowMs),
      touchEpisodes(episodeIds),
      ...(isBack ? [hastenMessages(channel.id, nowMs)] : []),
    ]);
    if (isBack) logger.info({ event: 'destination.back', destination: channel.id });
    for (const { messageId, state, attempts, error } of settlements) {
      if (state === 'failed') logger.error({ event: 'delivery.given-up', messageId, attempts, error });
    }
    if (this.#disabledReason !== null) await this.#giveUpAll(this.#disabledReason);
    onStored(episodeIds);
  }

  #settlementOf(message: ClaimedMessage, result: DeliveryResult, nowMs: number): Settlement {
    const { messageId } = message;
    const attempts = message.attempts + 1;
    if (result.kind === 'delivered')
      return { messageId, attempts, state: 'delivered', dueMs: nowMs, error: null };
    const { error } = result;
    const ageMs = nowMs - message.createdMs;
    if (result.kind === 'gone' || ageMs >= giveUpAfterMs) {
      return { messageId, attempts, state: 'failed', dueMs: nowMs, error };
    }
    const delayMs = retryDelayMs(ageMs, result.retryAfterMs, this.#options.random());
    return { messageId, attempts, state: 'retrying', dueMs: nowMs + delayMs, error };
  }

  async #giveUpAll(reason: string): Promise<void> {
    const { database, channel, clock, logger, onStored } = this.#options;
    const destination = { id: channel.id, target: channel.target, reason };
    const episodeIds = await disableDestination(database, destination, clock.nowMs());
    if (episodeIds.length === 0) return;
    await database.write([touchEpisodes(episodeIds)]);
    logger.error({
      event: 'destination.disabled',
      destination: channel.id,
      reason,
      episodes: episodeIds.length,
    });
    onStored(episodeIds);
  }
}
