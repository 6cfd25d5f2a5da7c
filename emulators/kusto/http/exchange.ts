import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Engine } from '../engine.ts';
import type { FailedRequest } from './error-response.ts';
import type { RequestContext } from './request-context.ts';
import { sendJson } from './send-json.ts';

export interface HttpLimits {
  maxRequests: number;
  maxRequestBytes: number;
  maxStreamingBytes: number;
}

/** One request in work, as routes get it. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  context: RequestContext;
  engine: Engine;
  limits: HttpLimits;
  /** What a failure answer says of the request; routes fill it as they learn it. */
  about: FailedRequest;
}

/** Answers a route's JSON with status 200. */
export async function answer(exchange: Exchange, pieces: Iterable<string>): Promise<void> {
  await sendJson(exchange.response, 200, pieces);
}
