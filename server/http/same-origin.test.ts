import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { isKnownHost, isSameOrigin } from './same-origin.ts';

const publicUrl = new URL('https://tidewatch.example');
const request = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;

test.each([
  ['127.0.0.1:3000', true],
  ['localhost:4000', true],
  ['[::1]:3000', true],
  ['tidewatch.example', true],
  ['evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['localhost@evil.example', false],
  ['', false],
])('a request to host %s is known: %s', (host, isKnown) => {
  expect(isKnownHost(request({ host }), publicUrl)).toBe(isKnown);
});

test.each<[string | undefined, boolean]>([
  [undefined, true],
  ['http://127.0.0.1:3000', true],
  ['https://tidewatch.example', true],
  ['http://127.0.0.1:3001', false],
  ['https://evil.example', false],
  ['null', false],
])('a page at %s may connect: %s', (origin, isAllowed) => {
  const headers = { host: '127.0.0.1:3000', ...(origin === undefined ? {} : { origin }) };
  expect(isSameOrigin(request(headers), publicUrl)).toBe(isAllowed);
});
