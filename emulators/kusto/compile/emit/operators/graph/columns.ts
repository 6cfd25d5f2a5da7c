import { columnIdentifiers, quoteIdentifier } from '../../../../types/physical.ts';
import type { Column } from '../../../plan/logical.ts';
import type { Relation, RelationColumn } from '../../relation.ts';

/** The identifier, quoted, of a column that the relation must have. */
export function reference(relation: Relation, name: string, alias = ''): string {
  const column = relation.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`a graph's relation has no column ${name}`);
  return `${alias === '' ? '' : `${alias}.`}${quoteIdentifier(column.identifier)}`;
}

/** Columns as the SQL under these names gives them. */
export function relationColumns(
  columns: readonly Column[],
  nullable: (column: Column) => boolean,
): RelationColumn[] {
  const identifiers = columnIdentifiers(columns.map((column) => column.name));
  return columns.map(({ name, type }, index) => ({
    name,
    type,
    identifier: identifiers[index] ?? name,
    isNullable: type !== 'string' && nullable({ name, type }),
  }));
}

/** The columns of two relations side by side, the second's under names that do not clash; aliases qualify them. */
export function sideBySide(
  left: Relation,
  leftAlias: string,
  right: Relation,
  rightAlias: string,
): { columns: RelationColumn[]; items: string[] } {
  const parts = [
    ...left.columns.map((column) => ({ column, alias: leftAlias })),
    ...right.columns.map((column) => ({ column, alias: rightAlias })),
  ];
  const identifiers = columnIdentifiers(parts.map(({ column }) => column.name));
  return {
    columns: parts.map(({ column }, index) => ({ ...column, identifier: identifiers[index] ?? column.name })),
    items: parts.map(
      ({ column, alias }, index) =>
        `${alias}.${quoteIdentifier(column.identifier)} AS ${quoteIdentifier(identifiers[index] ?? column.name)}`,
    ),
  };
}

/** Equality under which null equals null. */
export function sameKey(a: string, b: string, isNullable: boolean): string {
  return isNullable ? `${a} IS NOT DISTINCT FROM ${b}` : `${a} = ${b}`;
}
