import { convertSql } from '../../../../functions/convert.ts';
import { quoteIdentifier } from '../../../../types/physical.ts';
import type { Collection } from '../../../plan/graph/graph-plan.ts';
import { matchColumns } from '../../../plan/graph/match-columns.ts';
import type { Emitter } from '../../emitter.ts';
import type { Relation, RelationColumn } from '../../relation.ts';
import { reference, sideBySide } from './columns.ts';
import { inputAt, type StepShape } from './step-shape.ts';

/** A value over the elements of each match's list, which are joined by their numbers and folded in their order. */
export function emitCollect({ step, inputs }: StepShape<'collect'>, emitter: Emitter): Relation {
  const { collection } = step;
  const [matches, elements] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const row = reference(matches, matchColumns.row);
  const list = reference(matches, collection.list);
  const unnested = emitter.add(
    `SELECT ${row} AS "$row", unnest(${list}) AS "$id", generate_subscripts(${list}, 1) AS "$at" FROM ${matches.source}`,
  );
  const { columns, items } = sideBySide(elements, 'x', matches, 'm');
  const joined: Relation = {
    source: emitter.add(
      `SELECT u."$row", u."$at", ${items.join(', ')} FROM ${unnested} AS u JOIN ${elements.source} AS x ON u."$id" = ${reference(elements, collection.element, 'x')} JOIN ${matches.source} AS m ON u."$row" = m.${row}`,
    ),
    columns,
    hasIngestionTime: false,
  };
  const folded = emitter.add(
    `SELECT "$row", ${foldSql(collection, joined, emitter)} AS "$v" FROM ${joined.source} GROUP BY "$row"`,
  );
  const { name, type } = collection.column;
  const column: RelationColumn = { name, type, identifier: name, isNullable: false };
  const source = emitter.add(
    `SELECT m.*, coalesce(f."$v", ${emptyValues[collection.fold]}) AS ${quoteIdentifier(name)} FROM ${matches.source} AS m LEFT JOIN ${folded} AS f ON f."$row" = m.${row}`,
  );
  return { source, columns: [...matches.columns, column], hasIngestionTime: false };
}

/** What a path without elements gives. */
const emptyValues: Record<Collection['fold'], string> = {
  all: 'true',
  any: 'false',
  map: `'[]'::JSON`,
};

function foldSql({ fold, expression }: Collection, relation: Relation, emitter: Emitter): string {
  const value = emitter.expression(expression, { relation, isPredicate: fold !== 'map' });
  if (fold === 'all') return `bool_and(coalesce(${value.sql}, false))`;
  if (fold === 'any') return `bool_or(coalesce(${value.sql}, false))`;
  return `to_json(list(${convertSql(value, 'dynamic')} ORDER BY "$at"))`;
}
