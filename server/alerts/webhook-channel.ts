import { createHash } from 'node:crypto';
import { Agent, request } from 'undici';
import type { ClaimedMessage } from '../store/outbox.ts';
import { AddressRefusedError, createAddressGuard } from './address-guard.ts';
import type { Channel, DeliveryResult } from './channel.ts';
import type { Clock } from './clock.ts';
import { webhookBody, webhookId } from './webhook-message.ts';
import { decodeSecret, signWebhook } from './webhook-signature.ts';

export interface WebhookOptions {
  url: string;
  /** Standard Webhooks: `whsec_` and base64. */
  secret: string;
  allowedHosts: readonly string[];
  publicUrl: string | null;
  clock: Clock;
  timeoutMs?: number;
}

const connections = 16;
const answerLimitBytes = 16_384;
const maximumRetryAfterMs = 3_600_000;

/** Posts messages as Standard Webhooks 1.0.0. Redirects are not followed. */
export function createWebhookChannel(options: WebhookOptions): Channel {
  const { secret, allowedHosts, clock, publicUrl, timeoutMs = 15_000 } = options;
  const url = new URL(options.url);
  const key = decodeSecret(secret);
  if (key === null) throw new Error('The secret of the webhook is malformed.');
  const guard = createAddressGuard(allowedHosts);
  const agent = new Agent({ connections, connect: { lookup: guard.lookup, timeout: timeoutMs } });
  const id = 'webhook';

  async function post(message: ClaimedMessage, signal: AbortSignal): Promise<DeliveryResult> {
    guard.check(url);
    const body = webhookBody(message, publicUrl);
    const signature = signWebhook({
      id: webhookId(id, message.messageId),
      sentMs: clock.nowMs(),
      body,
      key: key ?? Buffer.alloc(0),
    });
    const response = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Tidewatch', ...signature },
      body,
      signal,
    });
    await response.body.dump({ limit: answerLimitBytes });
    return resultOf(response.statusCode, response.headers['retry-after'], clock.nowMs());
  }

  return {
    id,
    target: createHash('sha256').update(`${url.href}\n${secret}`).digest('hex'),
    async send(message, signal) {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        return await post(message, AbortSignal.any([signal, timeout]));
      } catch (error) {
        if (signal.aborted) return null;
        const why = timeout.aborted ? `did not answer within ${timeoutMs / 1000} s` : whyUnreachable(error);
        return { kind: 'failed', isAway: true, error: `The receiver ${why}.`, retryAfterMs: null };
      }
    },
    [Symbol.asyncDispose]: async () => await agent.destroy(),
  };
}

function resultOf(status: number, retryAfter: string | string[] | undefined, nowMs: number): DeliveryResult {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const error = `The receiver answered ${status}.`;
  if (status === 410) return { kind: 'gone', error };
  const isAway = status === 408 || status === 429 || status >= 500;
  return { kind: 'failed', isAway, error, retryAfterMs: readRetryAfter(retryAfter, nowMs) };
}

/** RFC 9110 §10.2.3: seconds or an HTTP date. */
function readRetryAfter(header: string | string[] | undefined, nowMs: number): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? null : Math.min(maximumRetryAfterMs, Math.max(0, ms));
}

/** Names the cause by its code: messages of the HTTP client may hold the URL, which may hold a token. */
function whyUnreachable(error: unknown): string {
  if (error instanceof AddressRefusedError) return `is refused: ${error.message.replace(/\.$/, '')}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return `can't be reached (${code})`;
}
