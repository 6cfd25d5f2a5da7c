import { convertSql } from '../../../functions/convert.ts';
import { quoteIdentifier } from '../../../types/physical.ts';
import type { JoinKind, PlanOf } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import type { Fragment } from '../expression.ts';
import type { Relation, RelationColumn } from '../relation.ts';

const sqlJoins: Record<JoinKind, string> = {
  innerunique: 'INNER JOIN',
  inner: 'INNER JOIN',
  leftouter: 'LEFT JOIN',
  rightouter: 'RIGHT JOIN',
  fullouter: 'FULL JOIN',
  leftsemi: 'SEMI JOIN',
  rightsemi: 'SEMI JOIN',
  leftanti: 'ANTI JOIN',
  rightanti: 'ANTI JOIN',
};

export function emitJoin(plan: PlanOf<'join'>, emitter: Emitter): Relation {
  const left = emitter.relation(plan.left);
  const right = emitter.relation(plan.right);
  const kind = plan.joinKind;
  const leftKeys = plan.keys.map((key) => emitter.expression(key.left, { relation: left }));
  const rightKeys = plan.keys.map((key) => emitter.expression(key.right, { relation: right }));
  const conditions = leftKeys.map((key, index) => keyEquality(key, rightKeys[index]));
  const isSwapped = kind === 'rightsemi' || kind === 'rightanti';
  const [first, second] = isSwapped ? [right, left] : [left, right];
  const [firstName, secondName] = isSwapped ? ['r', 'l'] : ['l', 'r'];
  const from = kind === 'innerunique' ? deduplicated(left, leftKeys) : first.source;
  const on = conditions.length === 0 ? 'true' : conditions.join(' AND ');
  const sources = outputColumns(plan, left, right);
  return emitter.derived(
    plan.columns,
    (index) => sources[index]?.column.isNullable !== false || isPadded(kind, sources[index]?.side),
    (identifiers) => {
      const items = sources.map(({ side, column }, index) => {
        const reference = `${side}.${quoteIdentifier(column.identifier)}`;
        const value =
          column.type === 'string' && isPadded(kind, side) ? `coalesce(${reference}, '')` : reference;
        return `${value} AS ${quoteIdentifier(identifiers[index] ?? '')}`;
      });
      return `SELECT ${items.join(', ')} FROM ${from} AS ${firstName} ${sqlJoins[kind]} ${second.source} AS ${secondName} ON ${on}`;
    },
  );
}

type Side = 'l' | 'r';

function isPadded(kind: JoinKind, side: Side | undefined): boolean {
  return (
    kind === 'fullouter' || (kind === 'leftouter' && side === 'r') || (kind === 'rightouter' && side === 'l')
  );
}

function outputColumns(
  plan: PlanOf<'join'>,
  left: Relation,
  right: Relation,
): { side: Side; column: RelationColumn }[] {
  const ofLeft = left.columns.map((column) => ({ side: 'l' as const, column }));
  const names = new Set(plan.rightColumns.map((column) => column.name));
  const ofRight = right.columns
    .filter((column) => names.has(column.name))
    .map((column) => ({ side: 'r' as const, column }));
  const kind = plan.joinKind;
  if (kind === 'leftsemi' || kind === 'leftanti') return ofLeft;
  if (kind === 'rightsemi' || kind === 'rightanti') return ofRight;
  return [...ofLeft, ...ofRight];
}

/** One row of the left side for each key. */
function deduplicated(left: Relation, keys: Fragment[]): string {
  if (keys.length === 0) return `(SELECT * FROM ${left.source} LIMIT 1)`;
  return `(SELECT DISTINCT ON (${keys.map((key) => key.sql).join(', ')}) * FROM ${left.source})`;
}

/** Null keys join; a sentinel on both sides keeps this a hash join on plain equality. */
function keyEquality(left: Fragment, right: Fragment | undefined): string {
  if (right === undefined) throw new Error('join: sides of a key');
  const a = `l.${left.sql}`;
  const other = { ...right, sql: `r.${right.sql}` };
  const b =
    right.type === left.type || left.type === 'int' || right.type === 'int'
      ? other.sql
      : convertSql(other, left.type);
  if (!left.isNullable || !right.isNullable) return `${a} = ${b}`;
  const absent = sentinels[left.type];
  return `coalesce(${a}, ${absent}) = coalesce(${b}, ${absent}) AND (${a} IS NULL) = (${b} IS NULL)`;
}

const sentinels: Record<Fragment['type'], string> = {
  bool: 'false',
  int: '-2147483648',
  long: `CAST('-9223372036854775808' AS BIGINT)`,
  real: `'-infinity'::DOUBLE`,
  decimal: '0',
  datetime: '-1',
  timespan: `CAST('-9223372036854775808' AS BIGINT)`,
  guid: `CAST('ffffffff-ffff-ffff-ffff-ffffffffffff' AS UUID)`,
  dynamic: `'null'::JSON`,
  string: `''`,
};
