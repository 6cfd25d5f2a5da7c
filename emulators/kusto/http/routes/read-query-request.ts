import type { Exchange } from '../exchange.ts';
import { type QueryRequest, readQueryBody, readQueryUrl } from '../query-request.ts';
import { readBody } from '../read-body.ts';

/** The query or command of a request, from its body or its URL; notes it for a failure answer. */
export async function readQueryRequest(exchange: Exchange): Promise<QueryRequest> {
  const { request, url, limits, about } = exchange;
  about.activityType = 'DN.FE.ExecuteQuery';
  const isGet = request.method === 'GET';
  const query = isGet
    ? readQueryUrl(url)
    : readQueryBody((await readBody(request, limits.maxRequestBytes)).toString('utf8'));
  about.text = query.text;
  about.database = query.database;
  return query;
}

/** Management commands start with a dot, after white space and comments. */
export function isCommand(text: string): boolean {
  return /^(?:[\s\ufeff]|\/\/[^\n]*(?:\n|$))*\./.test(text);
}
