import { request } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { healthSchema } from '#shared/health.ts';
import { findFreePort } from '#shared/node/child-service.ts';
import { TestViewer } from '../test-viewer.ts';
import { TestWebServer } from '../test-web-server.ts';

let server: TestWebServer;

beforeAll(async () => {
  server = await TestWebServer.start(`http://127.0.0.1:${await findFreePort()}`, {});
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

const notices = () => `${server.url}/api/ingestion/notices`;

test('a change notice is taken from a worker that knows the token', async () => {
  expect((await server.notify()).status).toBe(204);
});

test.each<[string, RequestInit, number]>([
  ['without a token', { method: 'POST', body: '{}' }, 401],
  ['with another token', { method: 'POST', body: '{}', headers: { authorization: 'Bearer nope' } }, 401],
  ['by GET', {}, 405],
])('a notice %s is refused', async (_name, init, status) => {
  expect((await fetch(notices(), init)).status).toBe(status);
});

test.each<[string, string, number]>([
  ['no JSON', '{', 400],
  ['no notice', '{"workerId":1}', 400],
  ['too large', JSON.stringify({ text: 'x'.repeat(2_000_000) }), 413],
])('a body that is %s is refused', async (_name, body, status) => {
  const authorization = 'Bearer token-of-the-server-tests';
  const response = await fetch(notices(), { method: 'POST', body, headers: { authorization } }).catch(
    () => null,
  );
  // The connection of a body that is too large may be closed before the client has read the answer.
  expect(response?.status ?? 413).toBe(status);
});

test('health names every part', async () => {
  const response = await fetch(`${server.url}/healthz`);
  const health = healthSchema.parse(await response.json());
  expect(health.parts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['kusto', 'rules']));
  expect(health.version).toBe('0.0.0');
});

test('every answer forbids framing, sniffing and foreign scripts', async () => {
  for (const path of ['/', '/healthz', '/metrics', '/api/ingestion/notices']) {
    const { headers } = await fetch(server.url + path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(
      /script-src 'self' 'nonce-[^']+'.*frame-ancestors 'none'/,
    );
    expect(headers.get('referrer-policy')).toBe('same-origin');
  }
});

test('a name that is not ours is not served', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(server.url, { headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

test('the server stops while browsers are connected', async () => {
  const other = await TestWebServer.start(`http://127.0.0.1:${await findFreePort()}`, {});
  using viewer = new TestViewer(other.url);
  await vi.waitFor(() => expect(viewer.socket.connected).toBe(true));
  await other[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(viewer.socket.connected).toBe(false));
});

test('a port in use is refused with a sentence', async () => {
  await expect(
    TestWebServer.start('http://127.0.0.1:1', {}, { PORT: new URL(server.url).port }),
  ).rejects.toThrow(/^Port \d+ is in use/);
});
