import { KustoError } from '../types/kusto-error.ts';
import type { Exchange } from './exchange.ts';
import { serveAuthMetadata } from './routes/auth-metadata.ts';
import { serveIngest } from './routes/ingest.ts';
import { serveManagement } from './routes/management.ts';
import { servePing } from './routes/ping.ts';
import { serveQueryV1, serveQueryV2 } from './routes/query.ts';

export type Route = (exchange: Exchange) => Promise<void> | void;

const exactRoutes = new Map<string, Route>([
  ['GET /v1/rest/auth/metadata', serveAuthMetadata],
  ['GET /v1/rest/ping', servePing],
  ['POST /v1/rest/mgmt', serveManagement],
  ['GET /v1/rest/query', serveQueryV1],
  ['POST /v1/rest/query', serveQueryV1],
  ['GET /v2/rest/query', serveQueryV2],
  ['POST /v2/rest/query', serveQueryV2],
]);

/** The handler of a request; throws NotFound for a path that is not part of the API. */
export function findRoute(method: string, path: string): Route {
  const exact = exactRoutes.get(`${method} ${path.replace(/\/+$/, '')}`);
  if (exact !== undefined) return exact;
  if (method === 'POST' && path.startsWith('/v1/rest/ingest/')) return serveIngest;
  throw new KustoError('NotFound', `${method} ${path} is not part of the Kusto REST API of this emulator.`);
}
