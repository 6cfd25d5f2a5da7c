import { encodeV1Query } from '../../encode/v1.ts';
import { encodeV2Query, type V2Framing } from '../../encode/v2.ts';
import { isTrue, textOf } from '../../queries/query-limits.ts';
import { KustoError } from '../../types/kusto-error.ts';
import { answer, type Exchange } from '../exchange.ts';
import type { QueryRequest } from '../query-request.ts';
import { runCommandText } from './management.ts';
import { isCommand, readQueryRequest } from './read-query-request.ts';
import { runQueryText } from './run-query-text.ts';

/** `/v2/rest/query`: queries only. */
export async function serveQueryV2(exchange: Exchange): Promise<void> {
  const request = await readQueryRequest(exchange);
  if (isCommand(request.text)) {
    const message = "Bad request: Control commands (starting with a dot '.') do not support api_version=v2";
    throw new KustoError('General_BadRequest', message);
  }
  const outcome = await runQueryText(exchange, request);
  await answer(exchange, encodeV2Query(outcome, readFraming(request)));
}

/** `/v1/rest/query`: queries, and `.show` commands as some clients send them. */
export async function serveQueryV1(exchange: Exchange): Promise<void> {
  const request = await readQueryRequest(exchange);
  if (isCommand(request.text)) {
    await runCommandText(exchange, request);
    return;
  }
  await answer(exchange, encodeV1Query(await runQueryText(exchange, request)));
}

function readFraming({ options }: QueryRequest): V2Framing {
  const placement = textOf(options.get('results_error_reporting_placement')).toLowerCase();
  const known = (['in_data', 'end_of_table', 'end_of_dataset'] as const).find((name) => name === placement);
  return {
    isFragmented: isTrue(options.get('results_v2_fragment_primary_tables')),
    hasNewlines: isTrue(options.get('results_v2_newlines_between_frames')),
    errorPlacement: known ?? null,
  };
}
