import { unsupported } from '../../../types/kql-error.ts';
import { columnNames } from '../expression-parts.ts';
import { type Column, columnReference, type Expression, type Plan } from '../logical.ts';
import { type Graph, graphColumns, graphStep, type PatternEdge } from './graph-plan.ts';
import { isMatchColumn, matchColumns } from './match-columns.ts';
import type { Attachment, MatchScope } from './match-scope.ts';

/** The graph's nodes with the numbers of their edges. */
export function nodesWithDegrees(graph: Graph): Plan {
  const degrees: Column[] = [
    { name: graphColumns.degreeIn, type: 'long' },
    { name: graphColumns.degreeOut, type: 'long' },
  ];
  return graphStep({ name: 'degrees' }, [graph.nodes, graph.edges], [...graph.nodes.columns, ...degrees]);
}

/** Columns that a match of the pattern has before anything is attached. */
export function columnsOfMatches(pattern: { nodes: unknown[]; edges: PatternEdge[] }): Column[] {
  const nodes = pattern.nodes.map((_, index): Column => ({ name: matchColumns.node(index), type: 'long' }));
  const edges = pattern.edges.flatMap(({ range }, index): Column[] => {
    if (range === null) return [{ name: matchColumns.edge(index), type: 'long' }];
    return [
      { name: matchColumns.edge(index), type: 'dynamic' },
      { name: matchColumns.inner(index), type: 'dynamic' },
      { name: matchColumns.length(index), type: 'long' },
    ];
  });
  return [...nodes, ...edges];
}

/** Adds the columns that `expressions` read and `matches` does not have yet. */
export function withValues(matches: Plan, expressions: Expression[], match: MatchScope, nodes: Plan): Plan {
  const names = new Set(expressions.flatMap((expression) => [...columnNames(expression)]));
  const missing = [...names].filter((name) => !matches.columns.some((column) => column.name === name));
  const collections = missing.flatMap((name) => match.collections.get(name) ?? []);
  const read = collections.flatMap(({ expression }) => [...columnNames(expression)].filter(isMatchColumn));
  if (read.some((name) => match.collections.has(name)))
    throw unsupported('all(), any() or map() inside one another');
  const added = [...missing, ...read].filter(
    (name) => !matches.columns.some((column) => column.name === name),
  );
  let plan = attached(matches, new Set(added), match, nodes);
  if (collections.length > 0) plan = numbered(plan);
  for (const collection of collections) {
    const elements = match.elementsOf(collection.element === graphColumns.node ? 'node' : 'edge', nodes);
    plan = graphStep({ name: 'collect', collection }, [plan, elements], [...plan.columns, collection.column]);
  }
  return plan;
}

/** One join for each element whose values are wanted. */
function attached(matches: Plan, names: Set<string>, match: MatchScope, nodes: Plan): Plan {
  const groups = new Map<string, Attachment[]>();
  for (const attachment of match.attachments.values()) {
    if (!names.has(attachment.column.name)) continue;
    const { kind, index } = attachment;
    const own = kind === 'node' ? matchColumns.node(index) : matchColumns.edge(index);
    groups.set(own, [...(groups.get(own) ?? []), attachment]);
  }
  let plan = matches;
  for (const [own, group] of groups) {
    const kind = group[0]?.kind ?? 'node';
    const element = kind === 'node' ? graphColumns.node : graphColumns.edge;
    const items = group.map(({ column, expression }) => ({ ...column, expression }));
    plan = graphStep(
      { name: 'attach', keys: [{ own, element }], items },
      [plan, match.elementsOf(kind, nodes)],
      [...plan.columns, ...group.map(({ column }) => column)],
    );
  }
  return plan;
}

function numbered(plan: Plan): Plan {
  if (plan.columns.some((column) => column.name === matchColumns.row)) return plan;
  return graphStep({ name: 'number' }, [plan], [...plan.columns, { name: matchColumns.row, type: 'long' }]);
}

/** The partition of each match, as a column of its own. */
export function withPartition(matches: Plan, graph: Graph): Plan {
  if (graph.partitionType === null) return matches;
  const column: Column = { name: graphColumns.partition, type: graph.partitionType };
  return graphStep(
    {
      name: 'attach',
      keys: [{ own: matchColumns.node(0), element: graphColumns.node }],
      items: [{ ...column, expression: columnReference(column) }],
    },
    [matches, graph.nodes],
    [...matches.columns, column],
  );
}
