import { randomUUID } from 'node:crypto';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';

/** `.ingest inline into table T [with (…)] <| data`, and the form with `[data]`. */
export const ingestInline: CommandDefinition = {
  kind: 'IngestInlineIntoTable',
  syntax: 'ingest inline into table {table}',
  access: 'write',
  columns: 'ExtentId:guid',
  run,
};

async function run(call: CommandCall): Promise<CommandRows> {
  const head = readHead(call);
  const named = head.properties.get('ingestionmappingreference');
  const json = head.properties.get('ingestionmapping');
  await call.engine.ingest.ingest({
    database: call.database,
    table: call.name('table'),
    format: head.properties.get('format') ?? 'csv',
    text: head.data,
    mapping: named !== undefined ? { name: named } : json !== undefined ? { json } : undefined,
    ignoreFirstRecord: head.properties.get('ignorefirstrecord')?.toLowerCase() === 'true',
    operation: 'inline',
    clientRequestId: call.info.clientRequestId,
  });
  return [[randomUUID()]];
}

function readHead(call: CommandCall): { properties: Map<string, string>; data: string } {
  const { reader } = call;
  const bracket = bracketedData(call);
  if (bracket !== undefined) return bracket;
  const properties = reader.properties();
  const arrow = reader.peek()?.end;
  reader.expect('<|');
  // The data starts right after the arrow or on the line below it.
  return { properties, data: reader.text.slice(arrow).replace(/^[ \t]*\r?\n|^ /, '') };
}

/** The data between `[` and the last `]`, when the command has this form; what is inside is data, not tokens. */
function bracketedData(call: CommandCall): { properties: Map<string, string>; data: string } | undefined {
  const token = call.reader.peek();
  if (token === undefined || !call.reader.text.startsWith('[', token.start)) return undefined;
  const end = call.reader.text.lastIndexOf(']');
  const data = call.reader.text.slice(token.start + 1, end).replaceAll(/^\r?\n|\r?\n$/g, '');
  return { properties: new Map(), data };
}
