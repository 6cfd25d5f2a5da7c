import { createHmac } from 'node:crypto';

const prefix = 'whsec_';

/** The key bytes of a Standard Webhooks secret (`whsec_` + base64 of 24 to 64 bytes), or null when it is malformed. */
export function decodeSecret(secret: string): Buffer | null {
  if (!secret.startsWith(prefix)) return null;
  const text = secret.slice(prefix.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const key = Buffer.from(text, 'base64');
  return key.length >= 24 && key.length <= 64 ? key : null;
}

/**
 * The headers of Standard Webhooks 1.0.0. `id` stays the same over retries, so that a receiver can recognise a repeat;
 * it holds no full stop, because the signed text is `id.timestamp.body`.
 */
export function signWebhook(input: { id: string; sentMs: number; body: string; key: Buffer }) {
  const timestamp = String(Math.floor(input.sentMs / 1000));
  const signed = `${input.id}.${timestamp}.${input.body}`;
  const signature = createHmac('sha256', input.key).update(signed).digest('base64');
  return {
    'webhook-id': input.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
