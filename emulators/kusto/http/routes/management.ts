import { randomUUID } from 'node:crypto';
import type { CommandScope } from '../../commands/command.ts';
import { splitPipedCommand } from '../../commands/piped-command.ts';
import { retoldFailure } from '../../commands/retold-failure.ts';
import { encodeV1Command, encodeV1Query } from '../../encode/v1.ts';
import { isTrue } from '../../queries/query-limits.ts';
import { KustoError } from '../../types/kusto-error.ts';
import { answer, type Exchange } from '../exchange.ts';
import type { QueryRequest } from '../query-request.ts';
import { readQueryRequest } from './read-query-request.ts';
import { runQueryText } from './run-query-text.ts';

/** `/v1/rest/mgmt`: management commands. */
export async function serveManagement(exchange: Exchange): Promise<void> {
  const request = await readQueryRequest(exchange);
  exchange.about.activityType = 'DN.FE.ExecuteControlCommand';
  await runCommandText(exchange, request);
}

/** Runs a command, or a `.show` command with KQL behind it: then the command's result is the source of the query. */
export async function runCommandText(exchange: Exchange, request: QueryRequest): Promise<void> {
  const { engine } = exchange;
  const scope = commandScope(exchange, request);
  const piped = splitPipedCommand(request.text);
  const command = engine.findCommand(piped?.command ?? request.text);
  if (command.access === 'write') assertWritable(exchange, request);
  const { operationId } = scope;
  const info = { ...scope.info, operationId, text: request.text, database: request.database };
  const result = await engine.commands.track(command, info, () => command.run(scope));
  if (piped === undefined) {
    await answer(exchange, [encodeV1Command(result)]);
    return;
  }
  const text = piped.queryOver(result);
  const outcome = await runQueryText(exchange, { ...request, text }).catch((error: unknown) => {
    throw retoldFailure(error, { sent: request.text, ran: text, from: piped.command.length });
  });
  await answer(exchange, encodeV1Query(outcome));
}

function commandScope({ engine, context }: Exchange, request: QueryRequest): CommandScope {
  const { clientRequestId, activityId, application, user, startedOn, signal } = context;
  const info = { clientRequestId, activityId, application, user, startedOn };
  return { engine, database: request.database, info, operationId: randomUUID(), signal };
}

function assertWritable({ context }: Exchange, { options }: QueryRequest): void {
  const isReadOnly =
    context.isReadOnly ||
    isTrue(options.get('request_readonly')) ||
    isTrue(options.get('request_readonly_hardline'));
  if (!isReadOnly) return;
  throw new KustoError(
    'Forbidden',
    'The request is read-only: this management command changes data or schema.',
  );
}
