import { quoteIdentifier } from '../../../../types/physical.ts';
import { matchColumns } from '../../../plan/graph/match-columns.ts';
import type { Emitter } from '../../emitter.ts';
import { exactSql } from '../../expression.ts';
import type { Relation, RelationColumn } from '../../relation.ts';
import { reference, relationColumns, sameKey } from './columns.ts';
import { inputAt, type StepShape } from './step-shape.ts';

/** Values of the one element that each row refers to. */
export function emitAttach({ step, inputs, plan }: StepShape<'attach'>, emitter: Emitter): Relation {
  const [rows, elements] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const names = relationColumns(plan.columns, () => true);
  const values = step.items.map((item) => emitter.expression(item.expression, { relation: elements }));
  const columns: RelationColumn[] = names.map((column, index) => {
    const value = values[index - rows.columns.length];
    const isNullable = value === undefined ? rows.columns[index]?.isNullable : value.isNullable;
    return { ...column, isNullable: column.type !== 'string' && isNullable !== false };
  });
  const ids = step.keys.map(({ element }, index) => `${reference(elements, element)} AS "$id${index}"`);
  const items = values.map(
    (value, index) => `${exactSql(value, step.items[index]?.type ?? value.type)} AS "$x${index}"`,
  );
  const elementRows = emitter.add(`SELECT ${[...ids, ...items].join(', ')} FROM ${elements.source}`);
  const on = step.keys.map((key, index) => {
    const isNullable = rows.columns.some((column) => column.name === key.own && column.isNullable);
    return sameKey(reference(rows, key.own, 'm'), `x."$id${index}"`, isNullable);
  });
  const selected = columns.map(({ identifier }, index) => {
    const own = rows.columns[index];
    const value =
      own === undefined ? `x."$x${index - rows.columns.length}"` : `m.${quoteIdentifier(own.identifier)}`;
    return `${value} AS ${quoteIdentifier(identifier)}`;
  });
  const source = emitter.add(
    `SELECT ${selected.join(', ')} FROM ${rows.source} AS m JOIN ${elementRows} AS x ON ${on.join(' AND ')}`,
  );
  return { source, columns, hasIngestionTime: false };
}

export function emitNumber({ inputs }: StepShape<'number'>, emitter: Emitter): Relation {
  const rows = inputAt(inputs, 0);
  const name = matchColumns.row;
  const source = emitter.add(
    `SELECT *, row_number() OVER () AS ${quoteIdentifier(name)} FROM ${rows.source}`,
    'materialized',
  );
  const column: RelationColumn = { name, type: 'long', identifier: name, isNullable: false };
  return { source, columns: [...rows.columns, column], hasIngestionTime: false };
}
