import type { PlanOf } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import type { Relation } from '../relation.ts';
import { withWindows } from './windows.ts';

export function emitFilter(plan: PlanOf<'filter'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const prepared = withWindows([plan.predicate], input, emitter, plan.partitionBy);
  const [predicate = plan.predicate] = prepared.expressions;
  const condition = emitter.expression(predicate, { relation: prepared.relation, isPredicate: true }).sql;
  const columns = prepared.isNumbered ? `* EXCLUDE (${prepared.added})` : '*';
  const order = prepared.isNumbered ? ' ORDER BY "$row"' : '';
  const source = emitter.add(`SELECT ${columns} FROM ${prepared.relation.source} WHERE ${condition}${order}`);
  return { ...input, source };
}
