import {
  child,
  elements,
  listElements,
  maybeChild,
  nodeName,
  type SyntaxNode,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { aggregateOf, type Column, type Plan, type PlanOf } from '../logical.ts';
import { materialized } from '../materialized.ts';
import { named } from './project.ts';
import { aggregated } from './summarize.ts';

/** Nothing of its own: its results are the branches. */
const noResult: PlanOf<'outer'> = { kind: 'outer', columns: [], isSerialized: false };

/** Several results from one input, each by its own subquery. */
export function lowerFork(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const shared = materialized(input);
  for (const [index, branch] of listElements(child(node, 'Expressions')).entries()) {
    const plan = lowering.table(child(branch, 'Expression'), shared);
    lowering.state.sideResults.push({ name: `GenericResult${index}`, plan });
  }
  return noResult;
}

/** For each column its values with their counts, then the rows themselves where a subquery asks for them. */
export function lowerFacet(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const shared = materialized(input);
  for (const item of elements(node, 'Expressions')) {
    const expression = lowering.expression(item);
    const column: Column = {
      name: expression.kind === 'column' ? expression.name : 'Column1',
      type: expression.type,
    };
    const count: Column = { name: `count_${column.name}`, type: 'long' };
    const total = aggregateOf('count', 'long');
    const plan = aggregated(shared, [named(column, expression, 'facet')], [named(count, total, 'facet')]);
    lowering.state.sideResults.push({ name: column.name, plan });
  }
  const clause = maybeChild(node, 'WithClause');
  if (clause !== null) {
    const part =
      nodeName(clause) === 'FacetWithOperatorClause'
        ? child(clause, 'Operator')
        : child(clause, 'Expression');
    lowering.state.sideResults.push({ name: 'facet', plan: lowering.table(part, shared) });
  }
  return noResult;
}
