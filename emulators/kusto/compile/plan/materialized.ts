import type { Plan } from './logical.ts';

/** The plan, computed once however often it is read. */
export function materialized(input: Plan): Plan {
  return { kind: 'materialize', input, columns: input.columns, isSerialized: input.isSerialized };
}
