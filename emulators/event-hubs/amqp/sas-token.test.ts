import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isWithin, pathOf, verifySasToken } from './sas-token.ts';

const keys = [{ name: 'Root Key', key: 'secret' }];
const nowMs = 1_700_000_000_000;

interface TokenParts {
  resource?: string;
  key?: string;
  keyName?: string;
  expiresInSeconds?: number;
}

function token({
  resource = 'sb://h:1/Hub',
  key = 'secret',
  keyName = 'Root Key',
  expiresInSeconds = 60,
}: TokenParts): string {
  const [sr, se] = [encodeURIComponent(resource), nowMs / 1_000 + expiresInSeconds];
  const signature = createHmac('sha256', key).update(`${sr}\n${se}`).digest('base64');
  return `SharedAccessSignature sr=${sr}&sig=${encodeURIComponent(signature)}&se=${se}&skn=${encodeURIComponent(keyName)}`;
}

describe('a shared access signature', () => {
  it('gives its audience until it expires', () => {
    expect(verifySasToken(token({}), 'sb://h:1/Hub/Partitions/0', keys, nowMs)).toEqual({
      state: 'valid',
      claim: { path: 'hub/partitions/0', expiresAtMs: nowMs + 60_000 },
    });
  });

  it('for the namespace gives every hub', () => {
    const verdict = verifySasToken(token({ resource: 'sb://h:1/' }), 'sb://h:1/hub', keys, nowMs);
    expect(verdict.state).toBe('valid');
  });

  it.each([
    ['another key', token({ key: 'guess' }), 'InvalidSignature'],
    ['an unknown policy', token({ keyName: 'Other' }), 'InvalidSignature'],
    ['a changed expiry', token({}).replace(/se=\d+/, 'se=99999999999'), 'InvalidSignature'],
    ['an expired token', token({ expiresInSeconds: 0 }), 'ExpiredToken'],
    ['another hub', token({ resource: 'sb://h:1/hub2' }), 'InvalidAudience'],
    ['a hub whose name only begins alike', token({ resource: 'sb://h:1/hu' }), 'InvalidAudience'],
    ['a missing field', token({}).replace(/&skn=.*/, ''), 'MalformedToken'],
    ['another kind of token', 'Bearer abc', 'MalformedToken'],
    ['rubbish', 'SharedAccessSignature %%%&=&sr', 'MalformedToken'],
  ])('is refused with %s', (_, text, reason) => {
    const verdict = verifySasToken(text, 'sb://h:1/hub', keys, nowMs);
    expect(verdict).toMatchObject({
      state: 'refused',
      description: expect.stringContaining(reason) as string,
    });
  });
});

describe('the path of an entity', () => {
  it('has neither host nor case', () => {
    expect(pathOf('sb://127.0.0.1:5672/Hub/Partitions/0')).toBe('hub/partitions/0');
    expect(pathOf('amqps://ns.servicebus.windows.net/hub/')).toBe('hub');
    expect(pathOf('hub')).toBe('hub');
    expect(pathOf('sb://host')).toBe('');
  });

  it('is within itself and those above it', () => {
    expect(isWithin('a/b', 'a')).toBe(true);
    expect(isWithin('a', 'a')).toBe(true);
    expect(isWithin('a', '')).toBe(true);
    expect(isWithin('ab', 'a')).toBe(false);
    expect(isWithin('a', 'a/b')).toBe(false);
  });
});
