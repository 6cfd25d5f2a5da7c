import type { QueryOutcome } from '../../encode/v1.ts';
import { isTrue, textOf } from '../../queries/query-limits.ts';
import { parseDatetime, ticksOfDate } from '../../types/datetime.ts';
import { KustoError } from '../../types/kusto-error.ts';
import { errorBody } from '../error-response.ts';
import type { Exchange } from '../exchange.ts';
import type { QueryRequest } from '../query-request.ts';

/** Runs the KQL of a request and gathers what its answer says. */
export async function runQueryText(exchange: Exchange, request: QueryRequest): Promise<QueryOutcome> {
  const { engine, context, about } = exchange;
  const { database, text, parameters, options } = request;
  const { clientRequestId, activityId, application, user, startedOn, signal } = context;
  const answer = await engine.queries.run({
    database,
    text,
    parameters,
    options,
    nowTicks: readNow(options.get('query_now')) ?? ticksOfDate(startedOn),
    user,
    info: { clientRequestId, activityId, application, user, startedOn },
    signal,
  });
  const { tables, visualizations, partial } = answer;
  return {
    tables,
    visualizations,
    partialError: partial && {
      message: partial.message,
      body: errorBody(partial, context, about),
      isDeferred: isTrue(options.get('deferpartialqueryfailures')),
    },
    clientRequestId,
    activityId,
    now: new Date(),
    durationMs: Date.now() - startedOn.getTime(),
  };
}

/** `query_now`: a datetime, also as a KQL literal. */
function readNow(value: unknown): bigint | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = textOf(value).replace(/^datetime\((.*)\)$/i, '$1');
  const ticks = parseDatetime(text);
  if (ticks === null)
    throw new KustoError('General_BadRequest', `The request property 'query_now' cannot be '${text}'.`);
  return ticks;
}
