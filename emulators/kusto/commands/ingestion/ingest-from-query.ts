import { randomUUID } from 'node:crypto';
import { requireDatabase, requireTable } from '../../catalog/catalog-state.ts';
import { ticksOfDate } from '../../types/datetime.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { sharedSchemas } from '../result-columns.ts';
import { ensureTable } from '../tables/create-table.ts';

type Rule = 'set' | 'append' | 'set-or-append' | 'set-or-replace';

const kinds: Record<Rule, string> = {
  set: 'SetTable',
  append: 'AppendTable',
  'set-or-append': 'SetOrAppendTable',
  'set-or-replace': 'SetOrReplaceTable',
};

const rules: readonly Rule[] = ['set', 'append', 'set-or-append', 'set-or-replace'];

/** Commands that store the result of a query. */
export const ingestFromQuery: readonly CommandDefinition[] = rules.map((rule) => ({
  kind: kinds[rule],
  syntax: `${rule} [async] [table] {table}`,
  access: 'write' as const,
  columns: sharedSchemas.extent,
  run: (call: CommandCall) => run(call, rule),
}));

async function run(call: CommandCall, rule: Rule): Promise<CommandRows> {
  const options = call.reader.properties();
  call.reader.expect('<|');
  const query = call.reader.rest();
  const name = call.name('table');
  const before = requireDatabase(call.engine.catalog.state, call.database).tables.get(name);
  if (rule === 'set' && before !== undefined) {
    throw new KustoError('BadRequest_EntityAlreadyExists', `Entity ID '${name}' already exists.`);
  }
  if (rule === 'append') requireTable(requireDatabase(call.engine.catalog.state, call.database), name);
  const result = await call.engine.queries.readRows({
    database: call.database,
    text: query,
    parameters: new Map(),
    options: new Map([['servertimeout', '01:00:00']]),
    nowTicks: ticksOfDate(call.info.startedOn),
    user: call.info.user,
    info: call.info,
    signal: call.signal,
  });
  if (before === undefined) {
    const described = { folder: options.get('folder'), docString: options.get('docstring') };
    await ensureTable(call, { name, columns: result.columns }, described);
  }
  const rowCount = await call.engine.ingest.store({
    database: call.database,
    table: name,
    columns: result.columns,
    rows: result.rows,
    replace: rule === 'set-or-replace',
    clientRequestId: call.info.clientRequestId,
    signal: call.signal,
  });
  return [[randomUUID(), 0, 0, 0, 0, rowCount]];
}
