import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TileFrame } from '#shared/live/frame.ts';
import { encodeFrame } from '#shared/live/frame-codec.ts';
import type { TileStatus } from '#shared/live/tile-status.ts';
import type { ClientEvents, ServerEvents, WatchRequest } from '#shared/sockets/events.ts';
import { LiveClient, type View } from './live-client.ts';

type Io = Server<ClientEvents, ServerEvents>;

let httpServer: HttpServer;
let server: Io;
let client: LiveClient;
let requests: WatchRequest[];
let acknowledged: number;
let isAnswering: boolean;

const view: View = {
  dashboardId: 'd',
  tileIds: ['cpu'],
  time: { kind: 'relative', durationMs: 60_000 },
  parameters: {},
};

beforeEach(async () => {
  requests = [];
  acknowledged = 0;
  isAnswering = true;
  httpServer = createServer();
  server = serve(httpServer);
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  const { port } = httpServer.address() as AddressInfo;
  client = new LiveClient({
    openSocket: () =>
      io(`http://127.0.0.1:${port}`, {
        autoConnect: false,
        transports: ['websocket'],
        reconnectionDelay: 30,
        reconnectionDelayMax: 60,
      }),
    now: () => Date.now(),
    viewId: 'v',
    silenceMs: 300,
  });
  client.start();
});

afterEach(async () => {
  client.stop();
  await server.close();
});

test('a watched tile is drawn from the frame that is sent, and the frame is acknowledged', async () => {
  client.watch(view);
  await vi.waitFor(() => expect(client.tiles.snapshot('cpu').state).toBe('live'));
  expect(client.tiles.snapshot('cpu').frame?.revision).toBe(1);
  await vi.waitFor(() => expect(acknowledged).toBe(1));
  client.watch({ ...view, tileIds: ['cpu', 'memory'] });
  await vi.waitFor(() => expect(requests.at(-1)?.held).toEqual({ 'q-cpu': 1 }));
});

test('after a broken connection everything is asked for anew, and nothing counts as held', async () => {
  client.watch(view);
  await vi.waitFor(() => expect(client.tiles.snapshot('cpu').state).toBe('live'));
  const asked = requests.length;
  for (const socket of await server.fetchSockets()) socket.disconnect(true);
  await vi.waitFor(() => expect(client.connection.get().state).toBe('reconnecting'));
  expect(client.tiles.snapshot('cpu').frame).not.toBeNull();
  await vi.waitFor(() => expect(requests.length).toBeGreaterThan(asked), { timeout: 5_000 });
  expect(requests.at(-1)?.held).toEqual({});
  await vi.waitFor(() => expect(client.tiles.snapshot('cpu').state).toBe('live'));
});

test('a server that stands still without closing is given up, and its tiles go stale', async () => {
  client.watch(view);
  await vi.waitFor(() => expect(client.tiles.snapshot('cpu').state).toBe('live'));
  isAnswering = false;
  await vi.waitFor(() => expect(client.tiles.snapshot('cpu').state).toBe('stale'), { timeout: 8_000 });
  expect(client.tiles.snapshot('cpu').frame?.revision).toBe(1);
  isAnswering = true;
  await vi.waitFor(() => expect(client.tiles.snapshot('cpu').state).toBe('live'), { timeout: 8_000 });
});

test('leaving a dashboard ends its view on the server', async () => {
  client.watch(view);
  await vi.waitFor(() => expect(requests.length).toBe(1));
  client.watch(null);
  await vi.waitFor(() => expect(requests.at(-1)?.tileIds).toEqual([]));
});

function serve(listening: HttpServer): Io {
  const started: Io = new Server(listening, { transports: ['websocket'] });
  started.on('connection', (socket) => {
    socket.on('view:watch', (request, answer) => {
      if (!isAnswering) return;
      requests.push(request);
      const tiles = Object.fromEntries(request.tileIds.map((id) => [id, { liveQueryId: `q-${id}` }]));
      for (const id of request.tileIds)
        if (request.held[`q-${id}`] === undefined)
          socket.emit('tile:frame', encodeFrame(frame(`q-${id}`)), () => acknowledged++);
      answer({ ok: true, tiles, serverNowMs: Date.now() });
      socket.emit(
        'tile:status',
        request.tileIds.map((id) => status(`q-${id}`)),
      );
    });
    socket.on('episodes:watch', (answer) => {
      if (isAnswering) answer({ ok: true, episodes: [] });
    });
  });
  return started;
}

function frame(liveQueryId: string): TileFrame {
  return {
    liveQueryId,
    revision: 1,
    asOfMs: 1,
    startMs: null,
    endMs: null,
    rowCount: 0,
    columns: [],
    visualization: null,
    partial: null,
    trace: {
      newestEnqueuedMs: null,
      ingestedMs: null,
      noticedMs: null,
      queryStartMs: 0,
      queryEndMs: 0,
      publishedMs: 0,
    },
  };
}

function status(liveQueryId: string): TileStatus {
  return {
    liveQueryId,
    state: 'live',
    clocks: { eventMs: null, arrivalMs: null, checkedMs: 1 },
    problem: null,
    sinceMs: 1,
    revision: 1,
    serverNowMs: Date.now(),
  };
}
