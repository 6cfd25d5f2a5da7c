import type { TimeRange } from '#shared/live/time-range.ts';
import type { ParameterValue } from '#shared/sockets/events.ts';
import type { ComposedQuery } from './compose-query.ts';
import { datetimeLiteral, type QueryLiteral } from './query-literal.ts';
import { resolveValue } from './resolve-value.ts';

/** Query parameters by name as they are sent. */
export type BoundParameters = Record<string, QueryLiteral>;

/**
 * Binds the parameters that a viewer's choices decide. `values` are looked up by variable name, then by parameter id; a
 * parameter without one takes its default. Throws AppError `bad-request` when a value is not of its parameter's type
 * and `unsupported` for a default that must be queried.
 */
export function bindValues(
  composed: ComposedQuery,
  values: Readonly<Record<string, ParameterValue>>,
): BoundParameters {
  const bound: BoundParameters = {};
  for (const variable of composed.parameters)
    if (variable.kind === 'value')
      bound[variable.name] = resolveValue(
        variable.parameter,
        firstOwn(values, [variable.name, variable.parameter.id]),
      );
  return bound;
}

/** Binds the parameters that follow the time range. */
export function bindTime(composed: ComposedQuery, range: TimeRange): BoundParameters {
  const bound: BoundParameters = {};
  for (const variable of composed.parameters)
    if (variable.kind === 'time')
      bound[variable.name] = datetimeLiteral(variable.end === 'start' ? range.startMs : range.endMs);
  return bound;
}

/** True when the result depends on the time range that a viewer chose. */
export function usesTimeRange(composed: ComposedQuery): boolean {
  return composed.parameters.some(({ kind }) => kind === 'time');
}

function firstOwn(
  values: Readonly<Record<string, ParameterValue>>,
  keys: readonly string[],
): ParameterValue | undefined {
  const key = keys.find((candidate) => Object.hasOwn(values, candidate));
  return key === undefined ? undefined : values[key];
}
