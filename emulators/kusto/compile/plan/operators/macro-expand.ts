import { KqlError, semanticError, unsupported } from '../../../types/kql-error.ts';
import {
  child,
  elements,
  namedParameters,
  nodeName,
  type SyntaxNode,
  simpleName,
  textOf,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import { type Column, columnReference, type Expression, literal, type Plan } from '../logical.ts';
import { mergedColumns } from '../merged-columns.ts';
import { databaseCalled } from '../named-database.ts';
import { Scope } from '../scope.ts';

/** The subquery runs for each database of the group; the results together, as of union. */
export function lowerMacroExpand(node: SyntaxNode, _: Plan, lowering: Lowering, bound: Column[]): Plan {
  const parameters = namedParameters(node);
  if (isGiven(parameters.get('kind'), 'inner')) throw unsupported('macro-expand kind=inner');
  const isFuzzy = isGiven(parameters.get('isfuzzy'), 'true');
  const legs = databasesOf(child(node, 'EntityGroup'), lowering).flatMap((database) =>
    legOf(node, database, isFuzzy, lowering),
  );
  if (legs.length === 0)
    throw semanticError(
      'SEM0100',
      'Semantic error: SEM0100: macro-expand: no entity of the group can be found.',
    );
  const columns = mergedColumns(legs).map(({ name, type }) => ({ name, type }));
  const isKnown =
    columns.length === bound.length &&
    columns.every(({ name, type }) => bound.some((other) => other.name === name && other.type === type));
  if (!isKnown) throw unsupported('macro-expand over databases whose results have different columns');
  const inputs = legs.map((plan) => ({ plan, items: bound.map((column) => valueIn(plan, column)) }));
  return { kind: 'union', inputs, columns: bound, isSerialized: false };
}

function isGiven(node: SyntaxNode | undefined, value: string): boolean {
  return node !== undefined && textOf(node) === value;
}

function databasesOf(group: SyntaxNode, lowering: Lowering): string[] {
  const declared =
    nodeName(group) === 'EntityGroup' ? group : lowering.state.entityGroups.get(simpleName(group));
  if (declared === undefined) throw unsupported(`The entity group '${textOf(group).slice(0, 60)}'`);
  return elements(declared, 'Entities').map((entity) => {
    const database = databaseCalled(entity, lowering);
    if (database === null) throw unsupported(`The entity '${textOf(entity).slice(0, 60)}' of a group`);
    return database;
  });
}

const clusterEndpoint: Expression = { kind: 'parameter', type: 'string', name: '$cluster' };

function legOf(node: SyntaxNode, database: string, isFuzzy: boolean, lowering: Lowering): Plan[] {
  const inner = lowering.within(new Scope(lowering.scope.database, lowering.scope));
  inner.scope.define(simpleName(child(child(node, 'ScopeReferenceName'), 'EntityGroupReferenceName')), {
    kind: 'record',
    database,
    columns: new Map([
      ['$current_database', literal('string', database)],
      ['$current_cluster_endpoint', clusterEndpoint],
    ]),
  });
  try {
    const results: Plan[] = [];
    for (const statement of elements(node, 'StatementList')) {
      if (nodeName(statement) === 'ExpressionStatement')
        results.push(inner.table(child(statement, 'Expression')));
      else inner.statement(statement);
    }
    return results;
  } catch (error) {
    if (isFuzzy && error instanceof KqlError && error.code === 'SEM0100') return [];
    throw error;
  }
}

function valueIn(plan: Plan, column: Column): Expression | null {
  const own = plan.columns.find(({ name, type }) => name === column.name && type === column.type);
  return own === undefined ? null : convertTo(column.type, columnReference(own));
}
