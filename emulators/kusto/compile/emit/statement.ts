import { columnIdentifiers, quoteIdentifier } from '../../types/physical.ts';
import type { ColumnSchema, KustoType } from '../../types/schema.ts';
import type { ComputedOperator } from '../plan/computed.ts';
import type { Relation } from './relation.ts';

/** A SELECT whose rows are cells (execute/cells.ts), with the names of the request values and query parameters in it. */
export interface Statement {
  sql: string;
  columns: ColumnSchema[];
  parameterNames: readonly string[];
}

/**
 * An operator that runs in TypeScript before the statement that needs it: its inputs are read, and the rows that it
 * gives go into the temporary table `table`, under `identifiers`. An input may read tables of earlier stages.
 */
export interface Stage {
  operator: ComputedOperator;
  inputs: Statement[];
  table: string;
  columns: ColumnSchema[];
  identifiers: string[];
}

/** What runs for one result: the stages in order, then the statement. */
export interface Program {
  stages: readonly Stage[];
  statement: Statement;
}

/** Selects a relation's columns as cells: guids and decimals leave DuckDB as text. */
export function selectCells(relation: Relation): string {
  const identifiers = columnIdentifiers(relation.columns.map((column) => column.name));
  const items = relation.columns.map((column, index) =>
    cellItem(
      quoteIdentifier(column.identifier),
      column.type,
      quoteIdentifier(identifiers[index] ?? column.name),
    ),
  );
  return `SELECT ${items.length === 0 ? '1' : items.join(', ')} FROM ${relation.source}`;
}

function cellItem(reference: string, type: KustoType, name: string): string {
  if (type === 'guid') return `CAST(${reference} AS VARCHAR) AS ${name}`;
  if (type === 'decimal') return `kql_decimal_text(${reference}) AS ${name}`;
  return reference === name ? name : `${reference} AS ${name}`;
}
