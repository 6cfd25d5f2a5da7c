import type { PlanOf, SortKey } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import type { Relation } from '../relation.ts';

export function emitSort(plan: PlanOf<'sort'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const keys = plan.keys.map((key) => sortSql(key, input, emitter)).join(', ');
  const limit = plan.limit === null ? '' : ` LIMIT ${emitter.expression(plan.limit, { relation: null }).sql}`;
  return { ...input, source: emitter.add(`SELECT * FROM ${input.source} ORDER BY ${keys}${limit}`) };
}

function sortSql(key: SortKey, relation: Relation, emitter: Emitter): string {
  const value = emitter.expression(key.expression, { relation });
  // The empty string takes the place of null among strings.
  const direction = `${key.isDescending ? 'DESC' : 'ASC'} NULLS ${key.nullsFirst ? 'FIRST' : 'LAST'}`;
  const isOdd = value.type === 'string' && key.isDescending === key.nullsFirst;
  return isOdd ? `nullif(${value.sql}, '') ${direction}` : `${value.sql} ${direction}`;
}

export function emitTake(plan: PlanOf<'take'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const count = emitter.expression(plan.count, { relation: null }).sql;
  const order = plan.isSample ? ' ORDER BY random()' : '';
  return { ...input, source: emitter.add(`SELECT * FROM ${input.source}${order} LIMIT ${count}`) };
}
