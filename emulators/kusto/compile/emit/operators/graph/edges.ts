import { quoteIdentifier } from '../../../../types/physical.ts';
import { graphColumns } from '../../../plan/graph/graph-plan.ts';
import type { Emitter } from '../../emitter.ts';
import { exactSql } from '../../expression.ts';
import type { Relation } from '../../relation.ts';
import { reference, relationColumns, sameKey } from './columns.ts';
import { inputAt, type StepShape } from './step-shape.ts';

const own = new Set<string>([graphColumns.edge, graphColumns.source, graphColumns.target]);

/** The rows of the edges in their order, numbered, with the numbers of their nodes. */
export function emitEdges({ step, inputs, plan }: StepShape<'edges'>, emitter: Emitter): Relation {
  const [edges, nodes] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const { ends } = step;
  const nullable = (name: string) =>
    edges.columns.find((column) => column.name === name)?.isNullable !== false;
  const columns = relationColumns(plan.columns, ({ name }) => !own.has(name) && nullable(name));
  const key = (expression: typeof ends.source, name: string) =>
    `${exactSql(emitter.expression(expression, { relation: edges }), expression.type)} AS ${name}`;
  const keys = [
    key(ends.source, '"$s"'),
    key(ends.target, '"$t"'),
    ...(ends.partition === null ? [] : [key(ends.partition, '"$p"')]),
  ];
  const numbered = emitter.add(
    `SELECT *, row_number() OVER () AS "$n", ${keys.join(', ')} FROM ${edges.source}`,
  );
  const at = (alias: string, column: string) => {
    const isNullable = ends.source.type !== 'string';
    const same = sameKey(`e.${column}`, reference(nodes, graphColumns.key, alias), isNullable);
    if (ends.partition === null) return same;
    return `${same} AND e."$p" IS NOT DISTINCT FROM ${reference(nodes, graphColumns.partition, alias)}`;
  };
  const values: Record<string, string> = {
    [graphColumns.edge]: 'e."$n"',
    [graphColumns.source]: reference(nodes, graphColumns.node, 's'),
    [graphColumns.target]: reference(nodes, graphColumns.node, 't'),
  };
  const items = columns.map(({ name, identifier }, index) => {
    const value = index < own.size ? values[name] : reference(edges, name, 'e');
    return `${value} AS ${quoteIdentifier(identifier)}`;
  });
  const source = emitter.add(
    `SELECT ${items.join(', ')} FROM ${numbered} AS e JOIN ${nodes.source} AS s ON ${at('s', '"$s"')} JOIN ${nodes.source} AS t ON ${at('t', '"$t"')}`,
    'materialized',
  );
  return { source, columns, hasIngestionTime: false };
}

/** A loop counts as an edge that comes in and as one that goes out. */
export function emitDegrees({ inputs, plan }: StepShape<'degrees'>, emitter: Emitter): Relation {
  const [nodes, edges] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const count = (end: string) =>
    emitter.add(
      `SELECT ${reference(edges, end)} AS "$n", count(*) AS "$c" FROM ${edges.source} GROUP BY ${reference(edges, end)}`,
    );
  const [incoming, outgoing] = [count(graphColumns.target), count(graphColumns.source)];
  const node = reference(nodes, graphColumns.node, 'n');
  const columns = [
    ...nodes.columns,
    ...relationColumns(plan.columns.slice(nodes.columns.length), () => false),
  ];
  const source = emitter.add(
    `SELECT n.*, coalesce(i."$c", 0) AS "${graphColumns.degreeIn}", coalesce(o."$c", 0) AS "${graphColumns.degreeOut}" FROM ${nodes.source} AS n LEFT JOIN ${incoming} AS i ON i."$n" = ${node} LEFT JOIN ${outgoing} AS o ON o."$n" = ${node}`,
    'materialized',
  );
  return { source, columns, hasIngestionTime: false };
}
