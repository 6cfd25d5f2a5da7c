import { createHash } from 'node:crypto';
import type { Activation } from '#shared/rules/activation.ts';
import { episodeId } from '../rules/describe-activation.ts';
import type { ClaimedMessage } from '../store/outbox.ts';

/** Stays the same over retries and restarts, has no full stop and fits a header, whatever the object is called. */
export function webhookId(destination: string, messageId: string): string {
  return `msg_${createHash('sha256').update(`${destination}\n${messageId}`).digest('base64url').slice(0, 32)}`;
}

/**
 * The body of a webhook: `activation.fired` or `activation.resolved` with the activation as data, or `rule.stopped`
 * with all that it ended. Equal for each attempt.
 */
export function webhookBody({ activations }: ClaimedMessage, publicUrl: string | null): string {
  const [first] = activations;
  if (first === undefined) throw new Error('A message has at least one activation.');
  const told = activations.map((activation) => wireForm(activation, publicUrl));
  const body =
    first.cause === 'rule_stopped'
      ? {
          type: 'rule.stopped',
          data: { ruleId: first.ruleId, ruleTitle: first.ruleTitle, activations: told },
        }
      : { type: `activation.${first.kind}`, data: told[0] };
  return JSON.stringify({ type: body.type, timestamp: isoOf(first.detectedMs), data: body.data });
}

function wireForm(activation: Activation, publicUrl: string | null) {
  const { occurredMs, decidedMs, detectedMs, ...rest } = activation;
  return {
    ...rest,
    episodeId: episodeId(activation.ruleId, activation.objectKey, activation.episode),
    occurredAt: isoOf(occurredMs),
    decidedAt: isoOf(decidedMs),
    detectedAt: isoOf(detectedMs),
    ...(publicUrl === null ? {} : { url: publicUrl }),
  };
}

const isoOf = (ms: number) => new Date(ms).toISOString();
