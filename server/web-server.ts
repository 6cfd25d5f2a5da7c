import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { KqlAnalyzer } from '#kql/analysis/kql-analyzer.ts';
import type { Health } from '#shared/health.ts';
import type { Logger } from '#shared/node/logger.ts';
import { setPageData } from '#shared/page-data.ts';
import type { Alerting } from './alerts/alerting.ts';
import type { ServerConfig } from './config.ts';
import { DashboardAccess } from './dashboards/dashboard-access.ts';
import { DashboardCatalog } from './dashboards/dashboard-catalog.ts';
import { handleRequest, type PageHandler, type RequestContext } from './http/handle-request.ts';
import { listen } from './http/listen.ts';
import { overallHealth } from './http/overall-health.ts';
import { sendJson } from './http/send-json.ts';
import { LiveQueries } from './live/live-queries.ts';
import { ServerMetrics } from './metrics.ts';
import { openSource } from './query/open-source.ts';
import { SocketServer } from './sockets/socket-server.ts';

export interface WebServerOptions {
  config: ServerConfig;
  version: string;
  logger: Logger;
  /** Begins to run the rules; called once the port is ours. */
  startAlerting: () => Promise<Alerting>;
  /** Prepares what answers all requests that the server does not answer itself; called once PageData is set. */
  startPages: (httpServer: Server) => Promise<AsyncDisposable & { handle: PageHandler }>;
  /** Everything at this address works. */
  onReady: (url: string) => void;
}

/**
 * Serves pages, sockets, live queries, rules and the routes beside them until `signal` is aborted, and owns all of it.
 * Throws StartError when it can't listen or its settings can't be used.
 */
export async function runWebServer(options: WebServerOptions, signal: AbortSignal): Promise<void> {
  const { config, logger } = options;
  using source = openSource(config.kusto.connectionString);
  let requests: RequestContext | null = null;
  const httpServer = createServer((request, response) => {
    if (requests) void handleRequest(request, response, requests);
    else sendJson(response, 503, { error: 'The server is starting or stopping.' });
  });
  // First of all, so that a second server on this port ends before it has done anything.
  await using listening = await listen(httpServer, config);
  const metrics = new ServerMetrics();
  const analyzer = await KqlAnalyzer.load();
  await using alerting = await options.startAlerting();
  using catalog = await DashboardCatalog.load({
    folder: config.dashboardsFolder,
    analyzer,
    logger,
    follow: config.mode === 'development' ? 'changes' : 'never',
  });
  const dashboards = new DashboardAccess(catalog, () => alerting.problems());
  setPageData(dashboards);
  await using live = new LiveQueries({
    source,
    database: config.kusto.database,
    queryTimeoutMs: config.kusto.queryTimeoutMs,
    queryConcurrency: config.kusto.queryConcurrency,
    analyzer,
    metrics,
    logger,
    now: () => Date.now(),
    random: () => Math.random(),
    newId: () => randomBytes(9).toString('base64url'),
  });
  const health = combineHealth(live, alerting);
  await using _sockets = new SocketServer({
    httpServer,
    dashboards,
    live,
    plans: { source, database: config.kusto.database },
    episodes: alerting,
    health,
    metrics,
    logger,
    publicUrl: config.publicUrl,
    now: () => Date.now(),
  });
  await using pages = await options.startPages(httpServer);
  requests = {
    mode: config.mode,
    publicUrl: config.publicUrl,
    changeNoticeToken: config.changeNoticeToken,
    acceptNotice: (notice) => live.acceptNotice(notice),
    health: () => describeHealth(options.version, health.current()),
    metrics,
    pages: pages.handle,
    logger,
  };
  logger.info({ event: 'server.ready', url: listening.url });
  options.onReady(listening.url);
  setImmediate(() => analyzer.warmUp());
  await aborted(signal);
  requests = null;
}

function combineHealth(live: LiveQueries, alerting: Alerting) {
  return {
    current: () => [...live.health(), alerting.health()],
    onChange: (listener: () => void) => {
      const stops = [live.onHealth(listener), alerting.onHealth(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function describeHealth(version: string, parts: Health['parts']): Health {
  return overallHealth(parts, { version, uptimeSeconds: Math.round(process.uptime()) });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
