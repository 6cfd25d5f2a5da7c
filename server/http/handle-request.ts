import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Health } from '#shared/health.ts';
import type { ChangeNotice } from '#shared/ingestion/change-notice.ts';
import type { Logger } from '#shared/node/logger.ts';
import type { ServerMetrics } from '../metrics.ts';
import { acceptNotice } from './accept-notice.ts';
import { isKnownHost } from './same-origin.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { sendJson } from './send-json.ts';

/** Answers everything that no other route takes: Next. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface RequestContext {
  mode: 'development' | 'production';
  publicUrl: URL | null;
  changeNoticeToken: string | null;
  acceptNotice: (notice: ChangeNotice) => void;
  health: () => Health;
  metrics: ServerMetrics;
  pages: PageHandler;
  logger: Logger;
}

/** Answers a request; whatever fails is logged and answered with 500. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
): Promise<void> {
  try {
    await route(request, response, context);
  } catch (error) {
    context.logger.error({ event: 'request.failed', method: request.method, err: error });
    if (!response.headersSent) sendJson(response, 500, { error: 'Something failed inside Tidewatch.' });
    else response.destroy();
  }
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
): Promise<void> {
  setSecurityHeaders(request, response, context.mode);
  const pathname = (request.url ?? '/').split('?', 1)[0];
  // A worker knows the server by whatever address it was given, and shows a token.
  if (pathname === '/api/ingestion/notices')
    return acceptNotice(request, response, {
      token: context.changeNoticeToken,
      accept: context.acceptNotice,
    });
  if (!isKnownHost(request, context.publicUrl))
    return sendJson(response, 421, { error: 'The server is not known by this name: set PUBLIC_URL.' });
  if (pathname === '/healthz') {
    const health = context.health();
    return sendJson(response, health.state === 'down' ? 503 : 200, health);
  }
  if (pathname === '/metrics') {
    const { contentType, text } = await context.metrics.print();
    response.writeHead(200, { 'content-type': contentType }).end(text);
    return;
  }
  await context.pages(request, response);
}
