import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChangeNotice } from '#shared/ingestion/change-notice.ts';
import { createLogger } from '#shared/node/logger.ts';
import type { Alerting } from './alerts/alerting.ts';
import { readConfig } from './config.ts';
import { runWebServer } from './web-server.ts';

const token = 'token-of-the-server-tests';

/** The server for tests: in this process, without pages and rules, with definitions that the test gives. */
export class TestWebServer implements AsyncDisposable {
  readonly url: string;
  readonly #stopping: AbortController;
  readonly #running: Promise<void>;
  readonly #folder: string;
  #sequence = 0;

  private constructor(url: string, stopping: AbortController, running: Promise<void>, folder: string) {
    this.url = url;
    this.#stopping = stopping;
    this.#running = running;
    this.#folder = folder;
  }

  /** `dashboards`: content of dashboard.json by id. */
  static async start(
    kustoUrl: string,
    dashboards: Record<string, object>,
    environment: Record<string, string> = {},
  ): Promise<TestWebServer> {
    const folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-server-'));
    for (const [id, content] of Object.entries(dashboards)) {
      await mkdir(path.join(folder, 'dashboards', id), { recursive: true });
      await writeFile(path.join(folder, 'dashboards', id, 'dashboard.json'), JSON.stringify(content));
    }
    const config = readConfig({
      PORT: '0',
      DATA_DIR: folder,
      DEFINITIONS_DIR: folder,
      KUSTO_CONNECTION_STRING: `Data Source=${kustoUrl}`,
      KUSTO_DATABASE: 'Demo',
      CHANGE_NOTICE_TOKEN: token,
      LOG_LEVEL: 'silent',
      ...environment,
    });
    const stopping = new AbortController();
    let running = Promise.resolve();
    const url = await new Promise<string>((resolve, reject) => {
      running = runWebServer(
        {
          config,
          version: '0.0.0',
          startAlerting: async () => noAlerts,
          logger: createLogger('server', 'silent'),
          startPages: async () => ({
            handle: async (_request, response) => void response.writeHead(200).end('page'),
            [Symbol.asyncDispose]: async () => {},
          }),
          onReady: resolve,
        },
        stopping.signal,
      );
      running.catch(reject);
    });
    return new TestWebServer(url, stopping, running, folder);
  }

  /** Sends a change notice as the ingestion worker does. */
  async notify(notice: Partial<ChangeNotice> = {}): Promise<Response> {
    this.#sequence += 1;
    const body: ChangeNotice = {
      workerId: 'worker-1',
      sequence: this.#sequence,
      bootId: 'boot-1',
      sentMs: Date.now(),
      heartbeatMs: 60_000,
      feeds: [{ database: 'Demo', table: 'Readings' }],
      changes: [],
      streams: [],
      ...notice,
    };
    return await fetch(`${this.url}/api/ingestion/notices`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  }

  /** Tells that rows arrived in Readings just now. */
  async notifyChange(): Promise<void> {
    const nowMs = Date.now();
    const change = {
      database: 'Demo',
      table: 'Readings',
      rowCount: 1,
      newestEnqueuedMs: nowMs,
      ingestedMs: nowMs,
    };
    await this.notify({ changes: [change] });
  }

  /** Sum of a counter of /metrics over its labels. */
  async counter(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const lines = text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const noAlerts: Alerting = {
  episodes: async () => [],
  onEpisode: () => () => {},
  health: () => ({ id: 'rules', name: 'Rules', kind: 'rules', state: 'ok', sinceMs: 0, message: null }),
  onHealth: () => () => {},
  problems: () => [],
  [Symbol.asyncDispose]: async () => {},
};
