import { convertSql } from '../../../functions/convert.ts';
import { quoteIdentifier } from '../../../types/physical.ts';
import type { PlanOf } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import type { Relation } from '../relation.ts';

/** Arrays of one row are walked side by side; the shorter ones end in nulls. */
export function emitExpand(plan: PlanOf<'expand'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const lists = plan.expanded.map((column, index) => {
    const value = emitter.expression(column.expression, { relation: input });
    return `kql_items(${convertSql(value, 'dynamic')}, ${plan.asArray}) AS "$list${index}"`;
  });
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
        const element = isSingle ? 'kql_null("$item")' : `kql_null("$list${at}"["$index" + 1])`;
        return `${convertSql({ sql: element, type: 'dynamic', isNullable: true }, column.type)} AS ${name}`;
      });
      const rank =
        input.rank === undefined ? '"$index"' : `row_number() OVER (ORDER BY ${input.rank}, "$index")`;
      if (isRanked) items.push(`${rank} AS "$rank"`);
      return `SELECT ${items.join(', ')} FROM ${indexed}`;
    },
  );
  return isRanked ? { ...relation, rank: '"$rank"' } : relation;
}
