import { semanticError, unsupported } from '../../types/kql-error.ts';
import type { ColumnSchema, ExternalSource } from '../../types/schema.ts';
import { callArguments } from '../parse/calls.ts';
import { resultColumns, type SyntaxNode } from '../parse/syntax-tree.ts';
import type { ComputedOperator } from './computed.ts';
import type { Lowering } from './context.ts';
import type { Plan } from './logical.ts';
import { databaseOf } from './named-database.ts';
import { isVisible } from './restriction.ts';

/** Reads the files of an external table, which has no input. */
export interface ExternalTableOperator extends ComputedOperator {
  readonly name: 'external-table';
  table: string;
  source: ExternalSource;
  columns: readonly ColumnSchema[];
  /** JSON of the mapping that the query names; null when it names none. */
  mapping: string | null;
  /** Names of the columns that matter to the result; the others may be left empty. */
  wanted: readonly string[];
  /** Rows that are enough, null for all. */
  limit: number | null;
}

/** `external_table(name [, mapping])`; a timespan as second argument is about caches, which this engine has none of. */
export function lowerExternalTable(node: SyntaxNode, lowering: Lowering): Plan {
  const [first, second] = callArguments(node);
  const name = first === undefined ? null : constantText(first, lowering);
  if (name === null) throw unsupported('external_table() with a computed name');
  const database = databaseOf(node, lowering) ?? lowering.scope.database;
  const schema = isVisible(lowering.scope.restriction, database, name)
    ? lowering.state.catalog.databases.get(database)?.externalTables.get(name)
    : undefined;
  if (schema === undefined)
    throw semanticError('SEM0100', `Semantic error: SEM0100: '${name}' is not an external table.`);
  const mapping = second === undefined ? null : mappingNamed(second, schema, lowering);
  const { columns, source } = schema;
  const key = JSON.stringify([database, name, mapping]);
  const known = lowering.state.externalTables.get(key);
  if (known !== undefined) return known;
  const operator: ExternalTableOperator = {
    name: 'external-table',
    table: name,
    source,
    columns,
    mapping,
    wanted: columns.map((column) => column.name),
    limit: null,
  };
  const plan: Plan = {
    kind: 'compute',
    inputs: [],
    operator,
    columns: resultColumns(node),
    isSerialized: false,
  };
  lowering.state.externalTables.set(key, plan);
  return plan;
}

function mappingNamed(
  node: SyntaxNode,
  table: { name: string; mappings: readonly { name: string; mapping: string }[] },
  lowering: Lowering,
): string | null {
  const argument = lowering.expression(node);
  if (argument.type === 'timespan') return null;
  const name = constantText(node, lowering);
  if (name === null) throw unsupported('external_table() with a computed mapping');
  const found = table.mappings.find((mapping) => mapping.name === name);
  if (found !== undefined) return found.mapping;
  throw semanticError(
    'SEM0100',
    `Semantic error: SEM0100: external table '${table.name}' has no mapping '${name}'.`,
  );
}

function constantText(node: SyntaxNode, lowering: Lowering): string | null {
  const value = lowering.expression(node);
  return value.kind === 'literal' && typeof value.value === 'string' ? value.value : null;
}
