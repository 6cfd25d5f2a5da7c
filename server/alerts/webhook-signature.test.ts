import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { decodeSecret, signWebhook } from './webhook-signature.ts';

const secretOf = (bytes: Uint8Array) => `whsec_${Buffer.from(bytes).toString('base64')}`;
const secretArbitrary = fc.uint8Array({ minLength: 24, maxLength: 64 }).map(secretOf);

function sign(secret: string, body: string, sentMs = Date.now()) {
  return signWebhook({ id: 'msg_1', sentMs, body, key: decodeSecret(secret) ?? Buffer.alloc(0) });
}

describe('the signature of a webhook', () => {
  test('is accepted by the reference implementation, for any body and secret', () => {
    fc.assert(
      fc.property(secretArbitrary, fc.json(), (secret, body) => {
        expect(() => new Webhook(secret).verify(body, sign(secret, body))).not.toThrow();
      }),
    );
  });

  test('is refused for another body, another id, and after ten minutes', () => {
    const secret = secretOf(Buffer.alloc(32, 1));
    const webhook = new Webhook(secret);
    const headers = sign(secret, '{"a":1}');
    expect(() => webhook.verify('{"a":2}', headers)).toThrow();
    expect(() => webhook.verify('{"a":1}', { ...headers, 'webhook-id': 'msg_2' })).toThrow();
    expect(() => webhook.verify('{"a":1}', sign(secret, '{"a":1}', Date.now() - 600_000))).toThrow();
  });
});

test.each(['', 'secret', 'whsec_', 'whsec_!!!!', secretOf(Buffer.alloc(23)), secretOf(Buffer.alloc(65))])(
  '%s is no secret',
  (secret) => {
    expect(decodeSecret(secret)).toBeNull();
  },
);
