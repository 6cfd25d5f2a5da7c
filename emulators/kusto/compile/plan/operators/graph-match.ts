import { semanticError, unsupported } from '../../../types/kql-error.ts';
import {
  child,
  elements,
  maybeChild,
  namedParameters,
  nodeName,
  type SyntaxNode,
  textOf,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import { both } from '../expression-parts.ts';
import { type Graph, graphColumns, graphOf, graphStep } from '../graph/graph-plan.ts';
import { readConditions } from '../graph/match-conditions.ts';
import { columnsOfMatches, nodesWithDegrees, withPartition, withValues } from '../graph/match-plan.ts';
import { MatchScope } from '../graph/match-scope.ts';
import { readPattern } from '../graph/read-pattern.ts';
import { checkShortestPattern, isWalk, shortestMatches } from '../graph/shortest-paths.ts';
import {
  type Column,
  columnReference,
  type Expression,
  filterOf,
  type NamedExpression,
  type Plan,
} from '../logical.ts';
import { projection } from './project.ts';

/** One row for each occurrence of the pattern that meets the conditions. */
export function lowerGraphMatch(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const graph = graphOf(input, 'graph-match');
  const match = new MatchScope(graph, readPattern(node, lowering));
  const { conditions, items } = readClauses(node, match, lowering, columns);
  const nodes = match.usesDegrees ? nodesWithDegrees(graph) : graph.nodes;
  const matches = graphStep(
    { name: 'match', pattern: match.pattern },
    [graph.nodes, graph.edges],
    columnsOfMatches(match.pattern),
  );
  return projected(filtered(matches, conditions, match, nodes), items, match, nodes);
}

/** Of the occurrences that meet the conditions the shortest for each pair of first and last node. */
export function lowerGraphShortestPaths(
  node: SyntaxNode,
  input: Plan,
  lowering: Lowering,
  columns: Column[],
): Plan {
  const graph = graphOf(input, 'graph-shortest-paths');
  const match = new MatchScope(graph, readPattern(node, lowering));
  checkShortestPattern(match.pattern);
  const output = outputOption(node);
  const { conditions, items } = readClauses(node, match, lowering, columns);
  const nodes = match.usesDegrees ? nodesWithDegrees(graph) : graph.nodes;
  const own = columnsOfMatches(match.pattern);
  if (isWalk(match, conditions)) {
    const walks = graphStep(
      { name: 'walk', pattern: match.pattern, output },
      [graph.nodes, graph.edges],
      own,
    );
    return projected(filtered(walks, conditions, match, nodes), items, match, nodes);
  }
  const all = graphStep({ name: 'match', pattern: match.pattern }, [graph.nodes, graph.edges], own);
  const shortest = shortestMatches(filtered(all, conditions, match, nodes), match.pattern, output);
  return projected(shortest, items, match, nodes);
}

function outputOption(node: SyntaxNode): 'any' | 'all' {
  const given = namedParameters(node).get('output');
  const text = given === undefined ? 'any' : textOf(given);
  if (text === 'any' || text === 'all') return text;
  throw semanticError('SEM0508', `Semantic error: SEM0508: output must be any or all, not ${text}.`);
}

function readClauses(
  node: SyntaxNode,
  match: MatchScope,
  lowering: Lowering,
  columns: Column[],
): { conditions: Expression[]; items: NamedExpression[] } {
  const inner = match.enter(lowering);
  const conditions = readConditions(maybeChild(node, 'WhereClause'), match, inner);
  const clause = maybeChild(node, 'ProjectClause');
  if (clause === null)
    throw semanticError('SEM0509', 'Semantic error: SEM0509: a graph pattern needs a project clause.');
  const values = elements(clause, 'Expressions').map((item) => projectedValue(item, match, inner));
  const items = columns.map((column, index) => {
    const value = values[index];
    if (value === undefined) throw unsupported('This project clause of a graph pattern');
    return { ...column, expression: convertTo(column.type, value) };
  });
  return { conditions, items };
}

function projectedValue(item: SyntaxNode, match: MatchScope, lowering: Lowering): Expression {
  if (nodeName(item) === 'CompoundNamedExpression')
    throw unsupported('Several names for one expression in a graph pattern');
  const value = nodeName(item) === 'SimpleNamedExpression' ? child(item, 'Expression') : item;
  const { expression, path } = match.lower(value, lowering);
  // A function of a path's properties gives an array: its value for each edge.
  return path === null ? expression : match.collect(path, 'edge', 'map', expression);
}

function filtered(matches: Plan, conditions: Expression[], match: MatchScope, nodes: Plan): Plan {
  const [first, ...rest] = conditions;
  if (first === undefined) return matches;
  const input = withValues(matches, conditions, match, nodes);
  return filterOf(input, rest.reduce(both, first));
}

function projected(matches: Plan, items: NamedExpression[], match: MatchScope, nodes: Plan): Plan {
  const values = withValues(
    matches,
    items.map((item) => item.expression),
    match,
    nodes,
  );
  const input = withPartition(values, match.graph);
  return projection(input, [...items, ...partitionItem(match.graph)]);
}

function partitionItem({ partitionType }: Graph): NamedExpression[] {
  if (partitionType === null) return [];
  const column = { name: graphColumns.partition, type: partitionType };
  return [{ ...column, expression: columnReference(column) }];
}
