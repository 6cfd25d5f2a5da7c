import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { testDashboard } from './test-dashboard.ts';
import { TestKusto } from './test-kusto.ts';
import { TestViewer } from './test-viewer.ts';
import { TestWebServer } from './test-web-server.ts';

/** Takes minutes, and differs with `salt`. */
function slowQuery(salt: number): string {
  const numbers = (name: string) => `(range ${name} from 1 to 20000 step 1 | extend k = ${salt})`;
  return `${numbers('x')} | join kind=inner ${numbers('y')} on k | join kind=inner ${numbers('z')} on k | summarize sum(x * y * z)`;
}

const dashboards = {
  demo: testDashboard({
    all: 'Readings\n| count',
    window: 'Readings\n| where Timestamp between (_startTime .. _endTime)\n| summarize Rows = count()',
    broken: 'Readings\n| where Wrong > 1',
    unfed: 'Unfed | count',
    large: 'range x from 1 to 60000 step 1',
    ...Object.fromEntries(
      ['slow-1', 'slow-2', 'slow-3', 'slow-4', 'slow-5'].map((id, index) => [id, slowQuery(index)]),
    ),
  }),
};

/** Upper limits for a busy machine; each wait ends as soon as its condition holds. */
const patienceMs = 15_000;
const recoveryMs = 60_000;

let kusto: TestKusto;
let server: TestWebServer;

beforeAll(async () => {
  kusto = await TestKusto.start();
  await kusto.command('NetDefaultDB', '.create database Demo ifnotexists');
  await kusto.command('Demo', '.create-merge table Readings (Timestamp:datetime, Value:real)');
  await kusto.command('Demo', '.create-merge table Unfed (Timestamp:datetime, Value:real)');
  server = await TestWebServer.start(kusto.url, dashboards);
  await server.notify();
}, 120_000);

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await kusto?.[Symbol.asyncDispose]();
});

async function ingest(table = 'Readings'): Promise<void> {
  await kusto.command('Demo', `.ingest inline into table ${table} <| ${new Date().toISOString()},1.5`);
}

function countIn(viewer: TestViewer, liveQueryId: string): number | undefined {
  const column = viewer.frames.get(liveQueryId)?.columns[0];
  return column?.kind === 'number' ? column.values[0] : undefined;
}

test('a change notice brings the new result to a viewer, with the trace of the event', async () => {
  using viewer = new TestViewer(server.url);
  const id = await viewer.watchTile('demo', 'window');
  await vi.waitFor(() => expect(viewer.frames.get(id)?.revision).toBe(1), patienceMs);
  const before = countIn(viewer, id) ?? 0;
  await ingest();
  await server.notifyChange();
  await vi.waitFor(() => expect(countIn(viewer, id)).toBe(before + 1), patienceMs);
  const frame = viewer.frames.get(id);
  const { newestEnqueuedMs, ingestedMs, noticedMs, queryStartMs, queryEndMs, publishedMs } =
    frame?.trace ?? {};
  const instants = [newestEnqueuedMs, ingestedMs, noticedMs, queryStartMs, queryEndMs, publishedMs];
  expect(instants).toEqual([...instants].sort((a, b) => Number(a) - Number(b)));
  expect((frame?.endMs ?? 0) - (frame?.startMs ?? 0)).toBe(300_000);
  await vi.waitFor(() =>
    expect(viewer.statuses.get(id)).toMatchObject({ state: 'live', revision: frame?.revision }),
  );
});

test('viewers of the same tile share one live query and its runs', async () => {
  using first = new TestViewer(server.url);
  using second = new TestViewer(server.url);
  const id = await first.watchTile('demo', 'all');
  await vi.waitFor(() => expect(first.frames.has(id)).toBe(true), patienceMs);
  const runs = await server.counter('tidewatch_live_query_runs_total');
  expect(await second.watchTile('demo', 'all')).toBe(id);
  await vi.waitFor(() => expect(second.frames.get(id)).toEqual(first.frames.get(id)));
  expect(await server.counter('tidewatch_live_query_runs_total')).toBe(runs);
});

test('without new data nothing is queried, and what is shown goes on being confirmed', async () => {
  using viewer = new TestViewer(server.url);
  const id = await viewer.watchTile('demo', 'all');
  await vi.waitFor(() => expect(viewer.statuses.get(id)?.state).toMatch(/live|idle/), recoveryMs);
  const checkedMs = () => viewer.statuses.get(id)?.clocks.checkedMs ?? 0;
  const [runs, firstMs] = [await server.counter('tidewatch_live_query_runs_total'), checkedMs()];
  await vi.waitFor(
    async () => {
      await server.notify();
      expect(checkedMs()).toBeGreaterThan(firstMs + 1_500);
    },
    { timeout: 8_000, interval: 200 },
  );
  expect(await server.counter('tidewatch_live_query_runs_total')).toBe(runs);
});

test('a result that has not changed is not sent again', async () => {
  using viewer = new TestViewer(server.url);
  const id = await viewer.watchTile('demo', 'all');
  await vi.waitFor(() => expect(viewer.frames.has(id)).toBe(true), patienceMs);
  const runs = await server.counter('tidewatch_live_query_runs_total');
  const { frameCount } = viewer;
  await server.notifyChange();
  await vi.waitFor(async () =>
    expect(await server.counter('tidewatch_live_query_runs_total')).toBeGreaterThan(runs),
  );
  expect(viewer.frameCount).toBe(frameCount);
});

test('a lost notice makes every table of the worker count as changed', async () => {
  using viewer = new TestViewer(server.url);
  const id = await viewer.watchTile('demo', 'all');
  await vi.waitFor(() => expect(countIn(viewer, id)).toBeDefined(), patienceMs);
  const before = countIn(viewer, id) ?? 0;
  await ingest();
  await server.notify({ bootId: 'boot-2' });
  await vi.waitFor(() => expect(countIn(viewer, id)).toBe(before + 1), patienceMs);
  await server.notify();
});

test('a table that no worker feeds is watched by its ingestion time', async () => {
  using viewer = new TestViewer(server.url);
  const id = await viewer.watchTile('demo', 'unfed');
  await vi.waitFor(() => expect(countIn(viewer, id)).toBe(0), patienceMs);
  await ingest('Unfed');
  await vi.waitFor(() => expect(countIn(viewer, id)).toBe(1), patienceMs);
});

test('a refused query fails with its place in the text of its author, and others go on', async () => {
  using viewer = new TestViewer(server.url);
  const answer = await viewer.watch({ dashboardId: 'demo', tileIds: ['broken', 'all', 'gone'] });
  if (!answer.ok) throw new Error('refused');
  expect(answer.tiles.gone).toMatchObject({ problem: { code: 'not-found' } });
  const idOf = (tileId: string) => {
    const tile = answer.tiles[tileId];
    return tile && 'liveQueryId' in tile ? tile.liveQueryId : '';
  };
  await vi.waitFor(
    () =>
      expect(viewer.statuses.get(idOf('broken'))).toMatchObject({
        state: 'failed',
        problem: { code: 'semantic', line: 2, column: 9 },
      }),
    5_000,
  );
  await vi.waitFor(() => expect(viewer.frames.has(idOf('all'))).toBe(true), patienceMs);
});

test('a result that is too large is cut, and the tile says so', async () => {
  using viewer = new TestViewer(server.url);
  const id = await viewer.watchTile('demo', 'large');
  await vi.waitFor(() => expect(viewer.statuses.get(id)?.state).toBe('partial'), patienceMs);
  await vi.waitFor(() => expect(viewer.frames.get(id)?.rowCount).toBe(50_000), patienceMs);
});

test('a worker that falls silent is named, and its tables are watched by query instead', async () => {
  using viewer = new TestViewer(server.url);
  const id = await viewer.watchTile('demo', 'all');
  await vi.waitFor(() => expect(countIn(viewer, id)).toBeDefined(), patienceMs);
  const before = countIn(viewer, id) ?? 0;
  const worker = () => viewer.sources.find(({ id: source }) => source === 'ingestion:worker-1');
  await server.notify({ heartbeatMs: 100 });
  await vi.waitFor(() => expect(worker()?.state).toBe('down'), patienceMs);
  await ingest();
  await vi.waitFor(() => expect(countIn(viewer, id)).toBe(before + 1), patienceMs);
  await server.notify();
  await vi.waitFor(() => expect(worker()?.state).toBe('ok'), patienceMs);
});

test('a killed Kusto makes tiles stale within seconds, and they recover by themselves', async () => {
  using viewer = new TestViewer(server.url);
  const id = await viewer.watchTile('demo', 'all');
  await vi.waitFor(() => expect(viewer.statuses.get(id)?.state).toMatch(/live|idle/), recoveryMs);
  const shown = viewer.frames.get(id);
  await kusto.signal('SIGKILL');
  await vi.waitFor(() => expect(viewer.statuses.get(id)?.state).toBe('stale'), 4_000);
  expect(viewer.statuses.get(id)?.problem?.code).toBe('unreachable');
  expect(viewer.frames.get(id)).toBe(shown);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(503);
  await kusto.restart();
  await vi.waitFor(() => expect(viewer.statuses.get(id)?.state).toMatch(/live|idle/), recoveryMs);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
}, 150_000);

test('a Kusto that stands still is seen as well', async () => {
  using viewer = new TestViewer(server.url);
  const id = await viewer.watchTile('demo', 'all');
  await vi.waitFor(() => expect(viewer.statuses.get(id)?.state).toMatch(/live|idle/), recoveryMs);
  await kusto.signal('SIGSTOP');
  await vi.waitFor(() => expect(viewer.statuses.get(id)?.state).toBe('stale'), 6_000);
  await kusto.signal('SIGCONT');
  await vi.waitFor(() => expect(viewer.statuses.get(id)?.state).toMatch(/live|idle/), recoveryMs);
}, 150_000);

test('a browser that does not take a frame is sent no other before it does', async () => {
  using viewer = new TestViewer(server.url);
  viewer.acknowledges = false;
  const id = await viewer.watchTile('demo', 'all');
  await vi.waitFor(() => expect(viewer.frameCount).toBe(1), patienceMs);
  const revision = viewer.frames.get(id)?.revision ?? 0;
  await ingest();
  await server.notifyChange();
  await vi.waitFor(() => expect(viewer.statuses.get(id)?.revision).toBeGreaterThan(revision), patienceMs);
  expect(viewer.frameCount).toBe(1);
});

test('slow queries do not hold up others, and end in Kusto when the last viewer leaves', async () => {
  const running = async () => {
    const response = await fetch(`${kusto.url}/v1/rest/mgmt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ db: 'Demo', csl: '.show running queries' }),
    });
    const answer: unknown = await response.json();
    return JSON.stringify(answer).split('range x from 1 to 20000').length - 1;
  };
  using viewer = new TestViewer(server.url);
  const tileIds = ['slow-1', 'slow-2', 'slow-3', 'slow-4', 'slow-5', 'all'];
  const answer = await viewer.watch({ dashboardId: 'demo', tileIds });
  const tile = answer.ok ? answer.tiles.all : undefined;
  const id = tile && 'liveQueryId' in tile ? tile.liveQueryId : '';
  await vi.waitFor(() => expect(viewer.frames.has(id)).toBe(true), patienceMs);
  await vi.waitFor(async () => expect(await running()).toBeGreaterThan(0), patienceMs);
  await viewer.watch({ dashboardId: 'demo', tileIds: ['all'] });
  await vi.waitFor(async () => expect(await running()).toBe(0), patienceMs);
});
