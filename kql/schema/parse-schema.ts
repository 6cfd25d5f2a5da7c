import { z } from 'zod';
import { type Column, type KustoType, kustoTypes } from '#shared/kusto/types.ts';

/** A management command with the place where its file has it, for error messages. */
export interface SchemaCommand {
  text: string;
  file: string;
  line: number;
}

/** A table that events are stored in, with the JSON mapping that fills it. */
export interface TableDefinition {
  name: string;
  columns: readonly Column[];
  mapping: { name: string; columns: readonly { column: string; property: string }[] };
}

export interface SchemaScript {
  commands: readonly SchemaCommand[];
  tables: readonly TableDefinition[];
}

/** A schema file that can't be understood: file, line and cause. */
export class SchemaFileError extends Error {
  override readonly name = 'SchemaFileError';

  constructor({ file, line }: { file: string; line: number }, cause: string) {
    super(`${file}, line ${line}: ${cause}`);
  }
}

const tablePattern = /^\.create-merge\s+table\s+(\w+)\s*\(([^)]*)\)/;
const mappingPattern =
  /^\.create-or-alter\s+table\s+(\w+)\s+ingestion\s+json\s+mapping\s+'([^']+)'\s+```([\s\S]*)```/;
const propertyPattern = /^\$(?:\.(\w+)|\['([^'\\]+)'\])$/;

const mappingSchema = z.array(
  z.strictObject({
    Column: z.string(),
    Properties: z.strictObject({
      Path: z.string().regex(propertyPattern, 'is not the path of one property, $.name'),
    }),
  }),
);

/**
 * Reads management commands from a text in which each command begins with a dot at the beginning of a line. Tables are
 * those with a `.create-merge table` and a JSON mapping, whose paths are top-level properties.
 */
export function parseSchema(text: string, file: string): SchemaScript {
  const commands = splitCommands(text, file);
  const mappings = new Map(commands.flatMap(mappingOf));
  const tables = commands.flatMap((command) => {
    const table = tableOf(command);
    if (table === null) return [];
    const mapping = mappings.get(table.name);
    if (mapping === undefined)
      throw new SchemaFileError(command, `${table.name} has no JSON ingestion mapping.`);
    const unknown = mapping.columns.find(({ column }) => !table.columns.some(({ name }) => name === column));
    if (unknown !== undefined)
      throw new SchemaFileError(
        command,
        `${mapping.name} fills ${unknown.column}, which ${table.name} has not.`,
      );
    return [{ ...table, mapping }];
  });
  return { commands, tables };
}

function splitCommands(text: string, file: string): SchemaCommand[] {
  const commands: { lines: string[]; line: number }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.startsWith('.')) commands.push({ lines: [line], line: index + 1 });
    else if (!line.trimStart().startsWith('//')) commands.at(-1)?.lines.push(line);
  }
  return commands.map(({ lines, line }) => ({ text: lines.join('\n').trim(), file, line }));
}

function tableOf(command: SchemaCommand): { name: string; columns: Column[] } | null {
  const [, name, list] = tablePattern.exec(command.text) ?? [];
  if (name === undefined || list === undefined) return null;
  return { name, columns: list.split(',').map((item) => columnOf(item, command)) };
}

function columnOf(item: string, command: SchemaCommand): Column {
  const [name = '', type = ''] = item.split(':').map((part) => part.trim());
  if (!/^\w+$/.test(name)) throw new SchemaFileError(command, `'${item.trim()}' is not a column.`);
  if (!isKustoType(type)) throw new SchemaFileError(command, `${name} has the unknown type '${type}'.`);
  return { name, type };
}

function isKustoType(name: string): name is KustoType {
  return (kustoTypes as readonly string[]).includes(name);
}

function mappingOf(command: SchemaCommand): [string, TableDefinition['mapping']][] {
  const [, table, name, json] = mappingPattern.exec(command.text) ?? [];
  if (table === undefined || name === undefined || json === undefined) return [];
  const parsed = mappingSchema.safeParse(parseJson(json, command));
  if (!parsed.success) throw new SchemaFileError(command, `${name}: ${z.prettifyError(parsed.error)}`);
  const columns = parsed.data.map(({ Column: column, Properties }) => ({
    column,
    property: propertyOf(Properties.Path),
  }));
  return [[table, { name, columns }]];
}

function parseJson(json: string, command: SchemaCommand): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new SchemaFileError(command, `the mapping is not JSON: ${cause}`);
  }
}

function propertyOf(jsonPath: string): string {
  const [, plain, quoted] = propertyPattern.exec(jsonPath) ?? [];
  return plain ?? quoted ?? '';
}
