import { semanticError } from '../../../types/kql-error.ts';
import { namedParameters, type SyntaxNode, simpleName, textOf } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import type { GraphComponents } from '../graph/graph-components.ts';
import { type Graph, graphColumns, graphOf, graphStep } from '../graph/graph-plan.ts';
import { type Column, columnReference, type Plan, passThrough, sortOf } from '../logical.ts';
import { materialized } from '../materialized.ts';
import { withNodeKey } from './graph-to-table.ts';
import { projection } from './project.ts';

/** Each node gets the number of its component, counted from 0 in the order of the nodes. */
export function lowerGraphMarkComponents(node: SyntaxNode, input: Plan, _: Lowering): Plan {
  const graph = graphOf(input, 'graph-mark-components');
  const parameters = namedParameters(node);
  const name = parameters.get('with_component_id');
  const component: Column = { name: name === undefined ? 'ComponentId' : simpleName(name), type: 'long' };
  if (graph.nodeProperties.some((property) => property.name === component.name))
    throw semanticError(
      'SEM0511',
      `Semantic error: SEM0511: graph-mark-components: the nodes already have a property '${component.name}'.`,
    );
  const operator: GraphComponents = { name: 'graph-mark-components', kind: kindOption(parameters) };
  const key = nodeKey(graph);
  const components: Plan = {
    kind: 'compute',
    operator,
    inputs: [sortedKeys(graph, key), edgeKeys(graph)],
    columns: [key, component],
    isSerialized: true,
  };
  const marked = graphStep(
    {
      name: 'attach',
      keys: [{ own: key.name, element: key.name }],
      items: [{ ...component, expression: columnReference(component) }],
    },
    [graph.nodes, components],
    [...graph.nodes.columns, component],
  );
  return { ...graph, nodes: materialized(marked), nodeProperties: [...graph.nodeProperties, component] };
}

function kindOption(parameters: Map<string, SyntaxNode>): 'weak' | 'strong' {
  const given = parameters.get('kind');
  const text = given === undefined ? 'weak' : textOf(given);
  if (text === 'weak' || text === 'strong') return text;
  throw semanticError('SEM0512', `Semantic error: SEM0512: kind must be weak or strong, not ${text}.`);
}

/** What tells the nodes apart: their numbers may differ between two statements. */
function nodeKey({ keyType }: Graph): Column {
  return { name: graphColumns.key, type: keyType };
}

function sortedKeys(graph: Graph, key: Column): Plan {
  const order = columnReference({ name: graphColumns.node, type: 'long' });
  const sorted = sortOf(graph.nodes, [{ expression: order, isDescending: false, nullsFirst: true }]);
  return projection(sorted, passThrough([key]));
}

/** Identifiers of source and target of each edge. */
function edgeKeys(graph: Graph): Plan {
  const ends = [graphColumns.source, graphColumns.target] as const;
  const keys = ends.map((end): Column => ({ name: `${end}Key`, type: graph.keyType }));
  const edges = ends.reduce<Plan>(
    (plan, end) => withNodeKey(plan, graph, end, { name: `${end}Key`, type: graph.keyType }),
    graph.edges,
  );
  return projection(edges, passThrough(keys));
}
