import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChangeNotice, changeNoticeSchema } from '#shared/ingestion/change-notice.ts';
import { createLogger } from '#shared/node/logger.ts';
import { ChangeNotifier } from './change-notifier.ts';

let server: Server;
let url: string;
let notices: ChangeNotice[];
let authorizations: (string | undefined)[];
let status: number;
let stop: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  notices = [];
  authorizations = [];
  status = 204;
  stop = new AbortController();
  server = createServer((request, response) => {
    void text(request).then((body) => {
      authorizations.push(request.headers.authorization);
      if (status < 300) notices.push(changeNoticeSchema.parse(JSON.parse(body)));
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterEach(async () => {
  stop.abort();
  await running;
  server.closeAllConnections();
  server.close();
});

function start(heartbeatMs: number): ChangeNotifier {
  const notifier = new ChangeNotifier({
    serverUrl: url,
    token: 'secret',
    workerId: 'w',
    feeds: [{ database: 'd', table: 'A' }],
    streams: () => [{ name: 'h', state: 'reading', sinceMs: 1, lagEvents: 0, message: null }],
    logger: createLogger('test', 'silent'),
    heartbeatMs,
  });
  running = notifier.run(stop.signal);
  return notifier;
}

const change = (table: string) => ({ database: 'd', table, rowCount: 2, newestEnqueuedMs: 5, ingestedMs: 6 });

describe('change notices', () => {
  it('come at once, together, with the token', async () => {
    const notifier = start(60_000);
    notifier.changed(change('A'));
    notifier.changed(change('A'));
    notifier.changed(change('B'));
    await expect.poll(() => notices).toHaveLength(1);
    expect(notices[0]?.changes).toEqual([{ ...change('A'), rowCount: 4 }, change('B')]);
    expect(authorizations).toEqual(['Bearer secret']);
  });

  it('come without changes too, numbered, with the state of the streams', async () => {
    start(20);
    await expect.poll(() => notices.length).toBeGreaterThan(2);
    expect(notices.slice(0, 3).map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
    expect(notices[0]).toMatchObject({
      workerId: 'w',
      changes: [],
      streams: [{ name: 'h', state: 'reading' }],
    });
  });

  it('lose no change while the server is away, and show a gap', async () => {
    status = 503;
    const notifier = start(60_000);
    notifier.changed(change('A'));
    await expect.poll(() => authorizations.length).toBeGreaterThan(0);
    notifier.changed(change('A'));
    status = 204;
    await expect.poll(() => notices).toHaveLength(1);
    expect(notices[0]?.changes).toEqual([{ ...change('A'), rowCount: 4 }]);
    expect(notices[0]?.sequence).toBeGreaterThan(0);
  });

  it('tell the rest when the worker stops', async () => {
    const notifier = start(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    notifier.changed(change('B'));
    await running;
    expect(notices.at(-1)?.changes).toEqual([change('B')]);
  });
});
