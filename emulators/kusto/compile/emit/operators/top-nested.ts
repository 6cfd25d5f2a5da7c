import { nullOf } from '../../../functions/convert.ts';
import { quoteIdentifier } from '../../../types/physical.ts';
import type { PlanOf, TopNestedLevel } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import { exactSql } from '../expression.ts';
import type { Relation } from '../relation.ts';

/**
 * Rows get a label for each level in turn: their value where it is among the top ones of its branch ("$k1"), else
 * "$x1" says that they belong to the others, or they are left out. Aggregates are taken over rows of equal labels.
 */
export function emitTopNested(plan: PlanOf<'topNested'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const values = plan.levels.map((level, index) => {
    const key = emitter.expression(level.key.expression, { relation: input });
    return `${exactSql(key, level.key.type)} AS "$v${index}"`;
  });
  let labelled = emitter.add(`SELECT *, ${values.join(', ')} FROM ${input.source}`);
  const groups: string[] = [];
  for (const [index, level] of plan.levels.entries()) {
    labelled = emitLabels(level, index, { ...input, source: labelled }, emitter);
    groups.push(emitGroups(level, index, { ...input, source: labelled }, emitter));
  }
  return joinedLevels(plan, groups, emitter);
}

function labels(count: number): string[] {
  return Array.from({ length: count }, (_, index) => [`"$k${index}"`, `"$x${index}"`]).flat();
}

/** The rows with the label of one more level. */
function emitLabels(level: TopNestedLevel, index: number, rows: Relation, emitter: Emitter): string {
  const before = labels(index);
  const value = emitter.expression(level.value.expression, { relation: rows }).sql;
  const order = `${level.isDescending ? 'DESC' : 'ASC'} NULLS ${level.nullsFirst ? 'FIRST' : 'LAST'}`;
  const wasOther = index === 0 ? 'false' : `"$x${index - 1}"`;
  const candidates = emitter.add(
    `SELECT ${[...before, `"$v${index}"`].join(', ')}, ${value} AS "$order" FROM ${rows.source} WHERE NOT ${wasOther} GROUP BY ALL`,
  );
  const limit = level.count === null ? null : emitter.expression(level.count, { relation: null }).sql;
  const partition = before.length === 0 ? '' : `PARTITION BY ${before.join(', ')} `;
  const top =
    limit === null
      ? candidates
      : emitter.add(
          `SELECT * FROM ${candidates} QUALIFY row_number() OVER (${partition}ORDER BY "$order" ${order}, "$v${index}") <= ${limit}`,
        );
  const same = [...before, `"$v${index}"`].map((name) => `r.${name} IS NOT DISTINCT FROM t.${name}`);
  const isTop = `t."$order_found" IS NOT NULL`;
  const found = `(SELECT *, true AS "$order_found" FROM ${top})`;
  const isOther = `(${wasOther === 'false' ? '' : `r.${wasOther} OR `}${isTop} IS NOT TRUE)`;
  const keepsOthers =
    level.others === null ? (wasOther === 'false' ? isTop : `(r.${wasOther} OR ${isTop})`) : 'true';
  return emitter.add(
    `SELECT r.*, CASE WHEN ${isOther} THEN NULL ELSE r."$v${index}" END AS "$k${index}", ${isOther} AS "$x${index}" FROM ${rows.source} AS r LEFT JOIN ${found} AS t ON ${same.join(' AND ')} WHERE ${keepsOthers}`,
  );
}

function emitGroups(level: TopNestedLevel, index: number, rows: Relation, emitter: Emitter): string {
  const value = emitter.expression(level.value.expression, { relation: rows });
  return emitter.add(
    `SELECT ${labels(index + 1).join(', ')}, ${exactSql(value, level.value.type)} AS "$a${index}" FROM ${rows.source} GROUP BY ALL`,
  );
}

function joinedLevels(plan: PlanOf<'topNested'>, groups: string[], emitter: Emitter): Relation {
  const last = groups.length - 1;
  const joins = groups.slice(0, -1).map((group, index) => {
    const same = labels(index + 1).map((name) => `l${last}.${name} IS NOT DISTINCT FROM l${index}.${name}`);
    return ` JOIN ${group} AS l${index} ON ${same.join(' AND ')}`;
  });
  return emitter.derived(
    plan.columns,
    () => true,
    (identifiers) => {
      const items = plan.levels.flatMap((level, index) => {
        const isOther = `l${last}."$x${index}"`;
        const label =
          level.others === null
            ? nullOf(level.key.type)
            : emitter.expression(level.others, { relation: null }).sql;
        const key = `CASE WHEN ${isOther} THEN ${label} ELSE l${last}."$k${index}" END`;
        const value = `l${index}."$a${index}"`;
        // Below the others of a level, a level without a label of its own has no value either.
        const shown =
          level.others === null
            ? `CASE WHEN ${isOther} THEN ${nullOf(level.value.type)} ELSE ${value} END`
            : value;
        return [
          `${key} AS ${quoteIdentifier(identifiers[2 * index] ?? '')}`,
          `${shown} AS ${quoteIdentifier(identifiers[2 * index + 1] ?? '')}`,
        ];
      });
      return `SELECT ${items.join(', ')} FROM ${groups[last]} AS l${last}${joins.join('')}`;
    },
  );
}
