import type { CellValue, ResultTable } from '../encode/cells.ts';
import type { Engine } from '../engine.ts';
import type { QueryInfo } from '../queries/running-queries.ts';
import { updateViewSchemas } from './materialized-views/update-schemas.ts';
import type { CommandReader } from './parse/command-reader.ts';
import { type CommandArguments, type CommandPattern, parsePattern } from './parse/pattern.ts';
import { resultColumns } from './result-columns.ts';

/** Who runs a command and where. */
export interface CommandScope {
  engine: Engine;
  /** The database of the request, as it was sent. */
  database: string;
  info: Omit<QueryInfo, 'text' | 'database'>;
  /** Under which `.show operations` lists the command. */
  operationId: string;
  signal: AbortSignal;
}

/** One call of a command: its scope, what its pattern captured and the reader of what follows. */
export interface CommandCall extends CommandScope {
  reader: CommandReader;
  flags: ReadonlySet<string>;
  /** The last part of a captured name, e.g. `c` of `T.c`. */
  name(label: string): string;
  /** All parts of a captured name, or all names of a list. */
  names(label: string): readonly string[];
}

export type CommandRows = readonly (readonly CellValue[])[];

/** A management command: what it looks like, what it answers and what it does. */
export interface CommandDefinition {
  /** Its CommandKind in Microsoft's language service. */
  kind: string;
  syntax: string;
  /** `read` commands run in read-only requests and are skipped in scripts. */
  access: 'read' | 'write';
  /** Its result columns; undefined when `run` answers a whole table. */
  columns?: string;
  run(call: CommandCall): CommandRows | Promise<CommandRows> | ResultTable | Promise<ResultTable>;
}

export interface RegisteredCommand {
  definition: CommandDefinition;
  pattern: CommandPattern;
}

export function register(definitions: readonly CommandDefinition[]): RegisteredCommand[] {
  return definitions.map((definition) => ({ definition, pattern: parsePattern(definition.syntax) }));
}

/** Runs a command whose pattern matched. */
export async function callCommand(
  definition: CommandDefinition,
  captured: CommandArguments,
  reader: CommandReader,
  scope: CommandScope,
): Promise<ResultTable> {
  const names = (label: string) => captured.names.get(label) ?? [];
  const { version } = scope.engine.catalog.state;
  const answer = await definition.run({
    ...scope,
    reader,
    flags: captured.flags,
    names,
    name: (label) => names(label).at(-1) ?? '',
  });
  if (scope.engine.catalog.state.version !== version) await updateViewSchemas(scope.engine);
  if ('columns' in answer) return answer;
  // An async command is done when it is answered, so its operation can be looked up at once.
  if (captured.flags.has('async'))
    return { columns: resultColumns('OperationId:guid'), rows: [[scope.operationId]] };
  return { columns: resultColumns(definition.columns ?? 'Status'), rows: answer };
}
