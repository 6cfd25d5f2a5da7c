import { convertSql } from '../../../../functions/convert.ts';
import { quoteIdentifier } from '../../../../types/physical.ts';
import { type EdgeEnds, graphColumns, type NodeTable } from '../../../plan/graph/graph-plan.ts';
import type { Column, Expression } from '../../../plan/logical.ts';
import type { Emitter } from '../../emitter.ts';
import { exactSql } from '../../expression.ts';
import type { Relation } from '../../relation.ts';
import { relationColumns, sameKey } from './columns.ts';
import { inputAt, type StepShape } from './step-shape.ts';

/** Rows of one input come after all of those before it in the order of the nodes. */
const inputStride = 1_000_000_000_000;

/**
 * One row for each identifier, numbered in the order in which it occurs: in the node tables first, then in the edges,
 * source before target. Where a table has several rows for a node, one of them counts.
 */
export function emitNodes({ step, inputs, plan }: StepShape<'nodes'>, emitter: Emitter): Relation {
  const edges = inputAt(inputs, 0);
  const sources = step.tables.map((table, index) => ({ table, relation: inputAt(inputs, index + 1) }));
  const occurrences = [
    ...sources.map(({ table, relation }, index) =>
      occurrence(
        relation,
        table.key,
        table.partition,
        `${index * inputStride} + row_number() OVER ()`,
        emitter,
      ),
    ),
    ...edgeOccurrences(edges, step.ends, sources.length, emitter),
  ];
  const partitioned = step.ends.partition !== null;
  const keys = partitioned ? '"$k", "$p"' : '"$k"';
  const identifiers = emitter.add(
    `SELECT ${keys}, min("$o") AS "$o" FROM (${occurrences.join(' UNION ALL ')}) GROUP BY ${keys}`,
  );
  const tables = sources.map(({ table, relation }) => distinctRows(table, relation, emitter));
  const keyColumn = plan.columns.find((column) => column.name === graphColumns.key);
  const isNullable = keyColumn?.type !== 'string';
  const joins = tables.map((name, index) => {
    const on = sameKey('i."$k"', `n${index}."$k"`, isNullable);
    const within = partitioned ? ` AND i."$p" IS NOT DISTINCT FROM n${index}."$p"` : '';
    return ` LEFT JOIN ${name} AS n${index} ON ${on}${within}`;
  });
  const columns = relationColumns(plan.columns, () => true);
  const hidden = new Set<string>(Object.values(graphColumns));
  const properties = plan.columns.filter((column) => !hidden.has(column.name));
  const items = columns.map((column) => {
    const position = properties.findIndex((property) => property.name === column.name);
    const value =
      hiddenValue(column.name) ?? propertyValue(column, position, step.tables, step.implicitKey, keyColumn);
    return `${value} AS ${quoteIdentifier(column.identifier)}`;
  });
  const source = emitter.add(
    `SELECT ${items.join(', ')} FROM ${identifiers} AS i${joins.join('')} ORDER BY i."$o"`,
    'materialized',
  );
  return { source, columns, hasIngestionTime: false };
}

function hiddenValue(name: string): string | null {
  if (name === graphColumns.node) return 'row_number() OVER (ORDER BY i."$o")';
  if (name === graphColumns.key) return 'i."$k"';
  return name === graphColumns.partition ? 'i."$p"' : null;
}

function occurrence(
  relation: Relation,
  key: Expression,
  partition: Expression | null,
  order: string,
  emitter: Emitter,
): string {
  return `SELECT ${keyItems(relation, key, partition, emitter)}, ${order} AS "$o" FROM ${relation.source}`;
}

function edgeOccurrences(edges: Relation, ends: EdgeEnds, tables: number, emitter: Emitter): string[] {
  return [ends.source, ends.target].map((end, index) =>
    occurrence(
      edges,
      end,
      ends.partition,
      `${tables * inputStride} + 2 * row_number() OVER () + ${index}`,
      emitter,
    ),
  );
}

function keyItems(
  relation: Relation,
  key: Expression,
  partition: Expression | null,
  emitter: Emitter,
): string {
  const item = (expression: Expression, name: string) =>
    `${exactSql(emitter.expression(expression, { relation }), expression.type)} AS ${name}`;
  return [item(key, '"$k"'), ...(partition === null ? [] : [item(partition, '"$p"')])].join(', ');
}

function distinctRows(table: NodeTable, relation: Relation, emitter: Emitter): string {
  const values = table.properties.flatMap((property, index) =>
    property === null
      ? []
      : [`${exactSql(emitter.expression(property, { relation }), property.type)} AS ${propertyName(index)}`],
  );
  const keys = table.partition === null ? '"$k"' : '"$k", "$p"';
  const items = [keyItems(relation, table.key, table.partition, emitter), 'true AS "$is"', ...values];
  return emitter.add(
    `SELECT DISTINCT ON (${keys}) * FROM (SELECT ${items.join(', ')} FROM ${relation.source})`,
  );
}

function propertyName(index: number): string {
  return `"$v${index}"`;
}

/** The first value that a table has; for a node of no table the identifier where the property is one. */
function propertyValue(
  property: Column,
  position: number,
  tables: NodeTable[],
  implicitKey: string | null,
  keyColumn: Column | undefined,
): string {
  if (implicitKey === property.name) return 'i."$k"';
  const values = tables.flatMap((table, index) => {
    if (table.properties[position] == null) return [];
    const value = `n${index}.${propertyName(position)}`;
    return [property.type === 'string' ? `nullif(${value}, '')` : value];
  });
  const known = tables.map((_, index) => `n${index}."$is" IS NULL`).join(' AND ');
  const isKey = tables.some((table) => table.keyName === property.name);
  if (isKey && keyColumn !== undefined) {
    const key = convertSql({ sql: 'i."$k"', type: keyColumn.type, isNullable: true }, property.type);
    values.push(`CASE WHEN ${known} THEN ${key} END`);
  }
  const last = property.type === 'string' ? [...values, `''`] : values;
  return last.length === 1 ? (last[0] ?? '') : `coalesce(${last.join(', ')})`;
}
