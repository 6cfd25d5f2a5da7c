import { randomBytes } from 'node:crypto';
import { WebSocket } from 'undici';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findFreePort } from '#shared/node/child-service.ts';
import { testDashboard } from '../test-dashboard.ts';
import { TestViewer } from '../test-viewer.ts';
import { TestWebServer } from '../test-web-server.ts';

let server: TestWebServer;

beforeAll(async () => {
  const nobody = `http://127.0.0.1:${await findFreePort()}`;
  server = await TestWebServer.start(nobody, { demo: testDashboard({ tile: 'print 1' }) });
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

const request = {
  viewId: 'v',
  dashboardId: 'demo',
  tileIds: ['tile'],
  time: { kind: 'relative', durationMs: 60_000 },
  parameters: {},
  held: {},
};

const payloads: unknown[] = [
  null,
  undefined,
  0,
  'text',
  true,
  [],
  {},
  [[[[]]]],
  Buffer.from([1, 2, 3]),
  { ...request, viewId: 7 },
  { ...request, viewId: 'x'.repeat(65) },
  { ...request, dashboardId: '../../etc/passwd' },
  { ...request, dashboardId: '__proto__' },
  { ...request, tileIds: 'tile' },
  { ...request, tileIds: [null, {}, 'tile'] },
  { ...request, tileIds: Array.from({ length: 5_000 }, () => 'tile') },
  { ...request, tileIds: ['__proto__', 'constructor', 'toString'] },
  { ...request, time: { kind: 'relative', durationMs: -1 } },
  { ...request, time: { kind: 'relative', durationMs: 1e300 } },
  { ...request, time: { kind: 'absolute', startMs: 8.64e15 * 2, endMs: 8.64e15 * 3 } },
  { ...request, time: { kind: 'absolute', startMs: -8e15, endMs: 8.9e15 } },
  { ...request, time: { kind: 'absolute', startMs: 5, endMs: 5 } },
  { ...request, time: { kind: 'never' } },
  { ...request, parameters: { __proto__: null, toString: { nested: true } } },
  { ...request, parameters: JSON.parse('{"__proto__":{"polluted":true}}') as unknown },
  { ...request, held: { a: -1 } },
  { ...request, held: [1, 2] },
];

/** Sends what no typed client would. */
function untypedEmit({ socket }: TestViewer): (event: string, ...args: unknown[]) => unknown {
  const untyped = socket as unknown as { emit(event: string, ...args: unknown[]): unknown };
  return (event, ...args) => untyped.emit(event, ...args);
}

test('nothing that a browser sends takes the server down or disturbs others', async () => {
  using good = new TestViewer(server.url);
  await vi.waitFor(() => expect(good.sources.length).toBeGreaterThan(0));
  using bad = new TestViewer(server.url);
  const emit = untypedEmit(bad);
  for (const payload of payloads) {
    for (const event of ['view:watch', 'episodes:watch', 'constructor', 'no such event']) {
      emit(event, payload);
      emit(event, payload, 'not a function');
      emit(event, payload, payload, () => {});
      emit(event, payload, () => {});
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const answer = await good.watch({ dashboardId: 'demo', tileIds: ['tile'] });
  expect(answer).toMatchObject({ ok: true, tiles: { tile: { liveQueryId: expect.any(String) as unknown } } });
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  expect((await fetch(`${server.url}/healthz`)).ok).toBe(false);
  expect(await server.counter('tidewatch_socket_refusals_total')).toBeGreaterThan(0);
});

test.each(payloads.slice(9).map((payload, index) => [index, payload]))(
  'malformed request %i is answered',
  async (_index, payload) => {
    using viewer = new TestViewer(server.url);
    const answer = await new Promise((resolve) => untypedEmit(viewer)('view:watch', payload, resolve));
    expect(answer).toMatchObject({ ok: expect.any(Boolean) as unknown });
  },
);

test('garbage on the wire ends only its own connection', async () => {
  using good = new TestViewer(server.url);
  await vi.waitFor(() => expect(good.socket.connected).toBe(true));
  const address = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const packets = [
    '40',
    '42',
    '42[',
    '42["view:watch"',
    '451-["view:watch",{"_placeholder":true,"num":9}]',
    '4{"x":1}',
    '999',
    '\u0000',
    '42["__proto__",{}]',
    '5',
    '40/nowhere,',
  ];
  for (const packet of [...packets, randomBytes(200), 'x'.repeat(200_000)]) {
    const socket = new WebSocket(address);
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    socket.send('40');
    socket.send(packet);
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.close();
  }
  expect((await good.watch({ dashboardId: 'demo', tileIds: [] })).ok).toBe(true);
});

test('a page of another site may not connect', async () => {
  const address = `${server.url}/socket.io/?EIO=4&transport=polling`;
  const status = async (headers: Record<string, string>) => (await fetch(address, { headers })).status;
  expect(await status({})).toBe(200);
  expect(await status({ origin: server.url })).toBe(200);
  expect(await status({ origin: 'https://evil.example' })).toBe(403);
});

test('a flood from one browser is cut short', async () => {
  using viewer = new TestViewer(server.url);
  await vi.waitFor(() => expect(viewer.socket.connected).toBe(true));
  let answered = 0;
  for (let index = 0; index < 500; index++)
    viewer.socket.emit(
      'view:watch',
      { ...request, time: { kind: 'relative', durationMs: 60_000 }, tileIds: [] },
      () => {
        answered += 1;
      },
    );
  await vi.waitFor(() => expect(answered).toBeGreaterThanOrEqual(60));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(answered).toBeLessThan(100);
});
