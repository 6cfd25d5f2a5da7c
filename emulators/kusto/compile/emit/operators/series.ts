import { convertSql } from '../../../functions/convert.ts';
import { physicalType, quoteIdentifier } from '../../../types/physical.ts';
import type { PlanOf } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import type { Relation } from '../relation.ts';

/**
 * One pass groups rows by keys and bin number; the bins of each key are then laid over the dense range of bin numbers,
 * which is joined to it, and gathered into arrays.
 */
export function emitSeries(plan: PlanOf<'series'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const axis = emitter.expression(plan.axis.expression, { relation: input });
  const step = emitter.expression(plan.step, { relation: null }).sql;
  const bounds = seriesBounds(plan, input, axis.sql, step, emitter);
  const binned = emitter.add(binSql(plan, input, axis.sql, step, bounds, emitter));
  const keys = plan.keys.map((_, index) => `"$key${index}"`);
  const owners = emitter.add(
    keys.length === 0
      ? `SELECT 1 AS "$one"${plan.isNonEmpty ? '' : ` FROM (SELECT 1 FROM ${input.source} LIMIT 1)`}`
      : `SELECT DISTINCT ${keys.join(', ')} FROM ${binned}`,
  );
  const same = keys.map((key) => `o.${key} IS NOT DISTINCT FROM b.${key}`);
  const instant = `CAST("$start" + i * ${step} AS ${physicalType(plan.axis.type)})`;
  const at = convertSql({ sql: instant, type: plan.axis.type, isNullable: false }, 'dynamic');
  const dense = `SELECT ${[...keys.map((key) => `o.${key}`), 's.i', 's."$at"', ...plan.aggregates.map((_, index) => `b."$value${index}"`)].join(', ')}
    FROM ${owners} AS o CROSS JOIN (SELECT i, ${at} AS "$at" FROM (SELECT "$start", unnest(range("$count")) AS i FROM ${bounds})) AS s
    LEFT JOIN ${binned} AS b ON ${[...same, 'b."$bin" = s.i'].join(' AND ')}`;
  const filled = emitter.add(dense);
  return emitter.derived(
    plan.columns,
    () => true,
    (identifiers) => {
      const names = identifiers.map(quoteIdentifier);
      const arrays = plan.aggregates.map((aggregate, index) => {
        const type = aggregate.expression.type;
        const fallback =
          aggregate.defaultValue === null
            ? defaultOf(type)
            : convertSql(emitter.expression(aggregate.defaultValue, { relation: null }), type);
        const value = convertSql(
          { sql: `coalesce("$value${index}", ${fallback})`, type, isNullable: true },
          'dynamic',
        );
        return `to_json(list(coalesce(${value}, 'null'::JSON) ORDER BY i)) AS ${names[keys.length + index]}`;
      });
      const axisArray = `to_json(list("$at" ORDER BY i)) AS ${names[keys.length + arrays.length]}`;
      const grouping = keys.length === 0 ? ' HAVING count(*) > 0' : ` GROUP BY ${keys.join(', ')}`;
      return `SELECT ${[...keys.map((key, index) => `${key} AS ${names[index]}`), ...arrays, axisArray].join(', ')} FROM ${filled}${grouping}`;
    },
  );
}

/** First instant and number of bins: as given, else from the data, whose first bin is rounded down to the step. */
function seriesBounds(
  plan: PlanOf<'series'>,
  input: Relation,
  axis: string,
  step: string,
  emitter: Emitter,
): string {
  const from =
    plan.from === null
      ? `(SELECT ${plan.axis.type === 'real' ? 'kql_bin_real' : 'kql_floor_bin'}(min(${axis}), ${step}) FROM ${input.source})`
      : emitter.expression(plan.from, { relation: null }).sql;
  const start = emitter.add(`SELECT ${from} AS "$start"`);
  const toData = `(SELECT max(${axis}) FROM ${input.source})`;
  const to = plan.to === null ? toData : emitter.expression(plan.to, { relation: null }).sql;
  const includesEnd = plan.to === null || plan.includesEnd;
  const span = `(${to} - "$start")`;
  const count = includesEnd
    ? `CAST(floor(${span} / ${step}) AS BIGINT) + 1`
    : `CAST(ceil(${span} / ${step}) AS BIGINT)`;
  return emitter.add(
    `SELECT "$start", greatest(coalesce(${count}, 0), 0) AS "$count" FROM ${start}`,
    'materialized',
  );
}

/** Bounds that the query gives are used as such, so that whole row groups can be skipped; others come from `bounds`. */
function binSql(
  plan: PlanOf<'series'>,
  input: Relation,
  axis: string,
  step: string,
  bounds: string,
  emitter: Emitter,
): string {
  const keys = plan.keys.map(
    (key, index) => `${emitter.expression(key.expression, { relation: input }).sql} AS "$key${index}"`,
  );
  const from = plan.from === null ? null : emitter.expression(plan.from, { relation: null }).sql;
  const to = plan.to === null ? null : emitter.expression(plan.to, { relation: null }).sql;
  const start = from ?? '"$start"';
  const bin =
    plan.axis.type === 'real'
      ? `CAST(floor((${axis} - ${start}) / ${step}) AS BIGINT)`
      : `((${axis} - ${start}) // ${step})`;
  const values = plan.aggregates.map((aggregate, index) => {
    const value = emitter.expression(aggregate.expression, { relation: input });
    return `${value.sql} AS "$value${index}"`;
  });
  const grouping = [...plan.keys.map((_, index) => `"$key${index}"`), '"$bin"'].join(', ');
  const isOpen = from === null || to === null || plan.includesEnd;
  const isInside = [
    `${axis} >= ${start}`,
    ...(to === null
      ? []
      : [`${axis} ${plan.includesEnd ? '<=' : '<'} ${to}${plan.includesEnd ? ` + ${step}` : ''}`]),
    ...(isOpen ? [`${bin} < "$count"`] : []),
  ].join(' AND ');
  const source = isOpen ? `${input.source} CROSS JOIN ${bounds}` : input.source;
  return `SELECT ${[...keys, `${bin} AS "$bin"`, ...values].join(', ')} FROM ${source} WHERE ${isInside} GROUP BY ${grouping}`;
}

function defaultOf(type: string): string {
  return type === 'long' || type === 'int' ? '0' : type === 'real' ? '0.0' : 'NULL';
}
