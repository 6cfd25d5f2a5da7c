import type { PlanOf, SortKey } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import type { Relation } from '../relation.ts';

export function emitSort(plan: PlanOf<'sort'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const keys = plan.keys.flatMap((key) => sortSql(key, input, emitter)).join(', ');
  const limit = plan.limit === null ? null : emitter.expression(plan.limit, { relation: null }).sql;
  if (emitter.isCorrelated) return ranked(input, keys, limit, emitter);
  const first = limit === null ? '' : ` LIMIT ${limit}`;
  const order = keys === '' ? '' : ` ORDER BY ${keys}`;
  return { ...input, source: emitter.add(`SELECT * FROM ${input.source}${order}${first}`) };
}

function ranked(input: Relation, keys: string, limit: string | null, emitter: Emitter): Relation {
  const { rank } = input;
  const columns = rank === undefined ? '*' : `* EXCLUDE (${rank})`;
  const order = [keys, rank ?? ''].filter((key) => key !== '').join(', ');
  const rows = `SELECT ${columns}, row_number() OVER (${order === '' ? '' : `ORDER BY ${order}`}) AS "$rank" FROM ${input.source}`;
  const source = emitter.add(limit === null ? rows : `SELECT * FROM (${rows}) WHERE "$rank" <= ${limit}`);
  return { ...input, source, rank: '"$rank"' };
}

/** NaN stands beside null, whatever the direction: after it where nulls come first, before it where they come last. */
function sortSql(key: SortKey, relation: Relation, emitter: Emitter): string[] {
  const value = emitter.expression(key.expression, { relation });
  // A constant orders nothing, and SQL may take it for the number of a column.
  if (value.constant !== undefined) return [];
  const nulls = `NULLS ${key.nullsFirst ? 'FIRST' : 'LAST'}`;
  const order = `${key.isDescending ? 'DESC' : 'ASC'} ${nulls}`;
  if (value.type !== 'real') return [`${value.sql} ${order}`];
  const isOdd = value.isNullable ? `(${value.sql} IS NULL OR isnan(${value.sql}))` : `isnan(${value.sql})`;
  return [`${isOdd}${key.nullsFirst ? ' DESC' : ''}`, `${value.sql} ${order}`];
}

export function emitTake(plan: PlanOf<'take'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const count = emitter.expression(plan.count, { relation: null }).sql;
  const kept = input.rank === undefined ? '' : ` ORDER BY ${input.rank}`;
  const order = plan.isSample ? ' ORDER BY random()' : kept;
  return { ...input, source: emitter.add(`SELECT * FROM ${input.source}${order} LIMIT ${count}`) };
}
