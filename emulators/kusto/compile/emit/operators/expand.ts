import { convertSql } from '../../../functions/convert.ts';
import { rangeList } from '../../../functions/scalar/dynamics.ts';
import { quoteIdentifier } from '../../../types/physical.ts';
import type { KustoType } from '../../../types/schema.ts';
import type { ExpandedColumn, PlanOf } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import type { Relation } from '../relation.ts';

/** Arrays of one row are walked side by side; the shorter ones end in nulls. */
export function emitExpand(plan: PlanOf<'expand'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const sources = plan.expanded.map((column) => itemsOf(column, plan.asArray, input, emitter));
  const lists = sources.map(({ sql }, index) => `${sql} AS "$list${index}"`);
  const isRanked = emitter.isCorrelated && plan.isSerialized;
  const isSingle = lists.length === 1 && plan.indexColumn === null && plan.limit === null;
  const prepared = emitter.add(`SELECT *, ${lists.join(', ')} FROM ${input.source}`);
  const names = plan.expanded.map((_, index) => `"$list${index}"`);
  const size =
    names.length === 1 ? `len(${names[0]})` : `greatest(${names.map((name) => `len(${name})`).join(', ')})`;
  const limit = plan.limit === null ? '' : emitter.expression(plan.limit, { relation: null }).sql;
  const count = limit === '' ? size : `least(${size}, ${limit})`;
  const places = `unnest(range(${count})) AS "$index"`;
  const walked = isSingle ? `unnest("$list0") AS "$item"${isRanked ? `, ${places}` : ''}` : places;
  const indexed = emitter.add(`SELECT *, ${walked} FROM ${prepared}`);
  const relation = emitter.derived(
    plan.columns,
    () => true,
    (identifiers) => {
      const items = plan.columns.map((column, index) => {
        const name = quoteIdentifier(identifiers[index] ?? '');
        if (column.name === plan.indexColumn) return `"$index" AS ${name}`;
        const at = plan.expanded.findIndex((expanded) => expanded.name === column.name);
        if (at < 0) {
          const known = input.columns.find((candidate) => candidate.name === column.name);
          return `${quoteIdentifier(known?.identifier ?? column.name)} AS ${name}`;
        }
        const item = isSingle ? '"$item"' : `"$list${at}"["$index" + 1]`;
        const type = sources[at]?.type ?? 'dynamic';
        const sql =
          type === 'dynamic' ? `kql_null(${item})` : type === 'string' ? `coalesce(${item}, '')` : item;
        return `${convertSql({ sql, type, isNullable: true }, column.type)} AS ${name}`;
      });
      const rank =
        input.rank === undefined ? '"$index"' : `row_number() OVER (ORDER BY ${input.rank}, "$index")`;
      if (isRanked) items.push(`${rank} AS "$rank"`);
      return `SELECT ${items.join(', ')} FROM ${indexed}`;
    },
  );
  return isRanked ? { ...relation, rank: '"$rank"' } : relation;
}

/** The list that is walked, and the type of its items: JSON, but for the values of range() and for items that become text. */
function itemsOf(
  { type, expression }: ExpandedColumn,
  asArray: boolean,
  input: Relation,
  emitter: Emitter,
): { sql: string; type: KustoType } {
  if (expression.kind === 'call' && expression.name === 'range') {
    const operands = expression.arguments.map((operand) => emitter.expression(operand, { relation: input }));
    const range = rangeList(operands);
    const hasSubquery = range.sql.includes('(SELECT ');
    if (!hasSubquery && keepsValues(range.type, type))
      return { ...range, sql: `coalesce(${range.sql}, [NULL])` };
  }
  const value = emitter.expression(expression, { relation: input });
  const items = convertSql(value, 'dynamic');
  if (type === 'string' && !asArray) return { sql: `kql_item_texts(${items})`, type: 'string' };
  return { sql: `kql_items(${items}, ${asArray})`, type: 'dynamic' };
}

const numbers = new Set<KustoType>(['int', 'long', 'real']);

/** A value of one type becomes the other one's as its JSON would. */
function keepsValues(from: KustoType, to: KustoType): boolean {
  return from === to || to === 'dynamic' || to === 'string' || (numbers.has(from) && numbers.has(to));
}
