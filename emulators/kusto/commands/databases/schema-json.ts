import type { DatabaseState } from '../../catalog/catalog-state.ts';
import type { FunctionEntity, MaterializedViewEntity } from '../../catalog/entities.ts';
import { systemTypeName } from '../../encode/column-types.ts';
import { CommandReader } from '../parse/command-reader.ts';
import { tableSchemaJson } from '../tables/table-rows.ts';

/** The schema JSON of `.show databases schema as json`: all keys are there, as monaco-kusto needs them. */
export function databaseSchemaJson(databases: readonly DatabaseState[]): string {
  const described = databases.map(
    ({ entity, tables, functions, views, externalTables }): [string, object] => [
      entity.name,
      {
        Name: entity.name,
        Tables: Object.fromEntries(
          [...tables.values()].map((table) => [
            table.name,
            { ...tableSchemaJson(table), EntityType: 'Table' },
          ]),
        ),
        ExternalTables: Object.fromEntries(
          [...externalTables.values()].map((table) => [
            table.name,
            { ...tableSchemaJson(table), EntityType: 'ExternalTable' },
          ]),
        ),
        MaterializedViews: Object.fromEntries([...views.values()].map((view) => [view.name, viewJson(view)])),
        EntityGroups: {},
        Functions: Object.fromEntries([...functions.values()].map((item) => [item.name, functionJson(item)])),
        Graphs: {},
        MajorVersion: 1,
        MinorVersion: 0,
        DatabaseAccessMode: 'ReadWrite',
        PrettyName: entity.prettyName,
      },
    ],
  );
  return JSON.stringify({ Plugins: [], Databases: Object.fromEntries(described) });
}

function viewJson(view: MaterializedViewEntity): Record<string, unknown> {
  return {
    Name: view.name,
    EntityType: 'MaterializedViewTable',
    Folder: view.folder,
    DocString: view.docString,
    OrderedColumns: view.columns.map(({ name, type }) => ({
      Name: name,
      Type: systemTypeName(type),
      CslType: type,
    })),
  };
}

function functionJson(item: FunctionEntity): Record<string, unknown> {
  return {
    Name: item.name,
    InputParameters: inputParameters(item.parameters),
    Body: item.body,
    Folder: item.folder,
    DocString: item.docString,
    FunctionKind: 'Unknown',
    OutputColumns: [],
  };
}

/** The parameters of a stored function, from their KQL text. */
export function inputParameters(text: string): Record<string, unknown>[] {
  const reader = new CommandReader(text);
  const parameters: Record<string, unknown>[] = [];
  reader.expect('(');
  while (!reader.take(')')) {
    if (parameters.length > 0) reader.expect(',');
    const name = reader.name();
    reader.expect(':');
    if (reader.peek()?.text === '(') {
      const columns = reader.take('(') && reader.take('*') ? readStar(reader) : readColumns(reader);
      parameters.push({ Name: name, Columns: columns });
      continue;
    }
    const type = reader.type();
    const parameter = { Name: name, Type: systemTypeName(type), CslType: type };
    parameters.push(reader.take('=') ? { ...parameter, CslDefaultValue: readDefault(reader) } : parameter);
  }
  return parameters;
}

function readStar(reader: CommandReader): Record<string, unknown>[] {
  reader.expect(')');
  return [];
}

function readColumns(reader: CommandReader): Record<string, unknown>[] {
  const columns: Record<string, unknown>[] = [];
  do {
    const name = reader.name();
    reader.expect(':');
    const type = reader.type();
    columns.push({ Name: name, Type: systemTypeName(type), CslType: type });
  } while (reader.take(','));
  reader.expect(')');
  return columns;
}

/** The text of a default value, up to the comma or parenthesis that ends it. */
function readDefault(reader: CommandReader): string {
  const start = reader.peek()?.start ?? 0;
  let end = start;
  for (let depth = 0; !reader.isAtEnd; ) {
    const token = reader.peek();
    if (token === undefined || (depth === 0 && (token.text === ',' || token.text === ')'))) break;
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    end = token.end;
    reader.reset(reader.mark + 1);
  }
  return reader.text.slice(start, end);
}
