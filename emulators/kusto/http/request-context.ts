import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Who asks and under which ids, from the headers of a request (Kusto docs, api/rest/request.md). */
export interface RequestContext {
  clientRequestId: string;
  activityId: string;
  application: string;
  user: string;
  isReadOnly: boolean;
  startedOn: Date;
  /** Aborted when the client closes the connection before it has its answer. */
  signal: AbortSignal;
}

/** Reads the headers and sets the two that every answer has. */
export function openRequestContext(request: IncomingMessage, response: ServerResponse): RequestContext {
  const activityId = randomUUID();
  const clientRequestId = headerOf(request, 'x-ms-client-request-id') || `unspecified;${activityId}`;
  response.setHeader('x-ms-client-request-id', printable(clientRequestId));
  response.setHeader('x-ms-activity-id', activityId);
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('the client closed the connection'));
  });
  return {
    clientRequestId,
    activityId,
    application: headerOf(request, 'x-ms-app'),
    user: headerOf(request, 'x-ms-user') || headerOf(request, 'x-ms-user-id'),
    isReadOnly: request.headers['x-ms-readonly'] !== undefined,
    startedOn: new Date(),
    signal: gone.signal,
  };
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

/** Header values may hold Latin-1 only. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}
