import { columnIdentifiers } from '../../../types/physical.ts';
import type { PlanOf } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import type { Relation } from '../relation.ts';

/** The rows that a stage left in its table. */
export function emitCompute(plan: PlanOf<'compute'>, emitter: Emitter): Relation {
  const source = emitter.stage(plan);
  const identifiers = columnIdentifiers(plan.columns.map((column) => column.name));
  return {
    source,
    hasIngestionTime: false,
    columns: plan.columns.map((column, index) => ({
      name: column.name,
      type: column.type,
      identifier: identifiers[index] ?? column.name,
      isNullable: column.type !== 'string',
    })),
  };
}
