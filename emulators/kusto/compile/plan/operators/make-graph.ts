import { semanticError, unsupported } from '../../../types/kql-error.ts';
import type { KustoType } from '../../../types/schema.ts';
import {
  child,
  elements,
  graphShape,
  maybeChild,
  nodeName,
  type SyntaxNode,
  scalarType,
  simpleName,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import { type EdgeEnds, type Graph, graphColumns, graphStep, type NodeTable } from '../graph/graph-plan.ts';
import { lowerPartitionedGraph } from '../graph/partitioned-graph.ts';
import { type Column, columnReference, type Expression, type Plan } from '../logical.ts';
import { materialized } from '../materialized.ts';

/** A table of nodes with the column that identifies them. */
interface NodeSource {
  plan: Plan;
  key: Column;
}

/** Edges become a graph; with a partitioned-by clause the graph operators in it follow at once. */
export function lowerMakeGraph(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const clause = maybeChild(node, 'PartitionedByClause');
  const partition = clause === null ? null : columnOf(child(clause, 'Entity'));
  const graph = makeGraph(node, input, partition, lowering);
  return clause === null ? graph : lowerPartitionedGraph(child(clause, 'Subquery'), graph, lowering);
}

function makeGraph(node: SyntaxNode, input: Plan, partition: Column | null, lowering: Lowering): Graph {
  const edges = materialized(input);
  const [source, target] = [columnOf(child(node, 'SourceColumn')), columnOf(child(node, 'TargetColumn'))];
  const sources = nodeSources(node, lowering);
  const keyType = commonType([source, target, ...sources.map((table) => table.key)]);
  const partitionType = partition?.type ?? null;
  const ends: EdgeEnds = {
    source: convertTo(keyType, columnReference(source)),
    target: convertTo(keyType, columnReference(target)),
    partition: partition === null ? null : columnReference(partition),
  };
  const nodeProperties = nodePropertiesOf(node, source.type, sources);
  const implicitKey = implicitKeyName(node);
  const tables = sources.map((table) => nodeTable(table, keyType, partition, nodeProperties));
  const nodes = graphStep(
    { name: 'nodes', ends, tables, implicitKey },
    [edges, ...sources.map((table) => table.plan)],
    [...hiddenNodeColumns(keyType, partitionType), ...nodeProperties],
  );
  const numbered = graphStep(
    { name: 'edges', ends },
    [edges, nodes],
    [...hiddenEdgeColumns, ...input.columns],
  );
  return {
    kind: 'graph',
    nodes,
    edges: numbered,
    keyType,
    nodeProperties,
    edgeProperties: [...input.columns],
    partitionType,
    columns: [],
    isSerialized: false,
  };
}

const hiddenEdgeColumns: Column[] = [graphColumns.edge, graphColumns.source, graphColumns.target].map(
  (name) => ({ name, type: 'long' }),
);

function hiddenNodeColumns(keyType: KustoType, partitionType: KustoType | null): Column[] {
  return [
    { name: graphColumns.node, type: 'long' },
    { name: graphColumns.key, type: keyType },
    ...(partitionType === null ? [] : [{ name: graphColumns.partition, type: partitionType }]),
  ];
}

function columnOf(node: SyntaxNode): Column {
  return { name: node.ReferencedSymbol?.Name ?? simpleName(node), type: scalarType(node) ?? 'dynamic' };
}

function nodeSources(node: SyntaxNode, lowering: Lowering): NodeSource[] {
  const clause = maybeChild(node, 'WithClause');
  if (clause === null || nodeName(clause) !== 'MakeGraphWithTablesAndKeysClause') return [];
  return elements(clause, 'TablesAndKeys').map((item) => ({
    plan: materialized(lowering.table(child(item, 'Table'))),
    key: columnOf(child(item, 'Column')),
  }));
}

/** The name of with_node_id. */
function implicitKeyName(node: SyntaxNode): string | null {
  const clause = maybeChild(node, 'WithClause');
  if (clause === null || nodeName(clause) !== 'MakeGraphWithImplicitIdClause') return null;
  return simpleName(child(clause, 'Name'));
}

/** The binder gives the properties of the nodes: those of all node tables, by name; but not of a partitioned graph. */
function nodePropertiesOf(node: SyntaxNode, keyType: KustoType, sources: NodeSource[]): Column[] {
  const implicit = implicitKeyName(node);
  if (implicit !== null) return [{ name: implicit, type: keyType }];
  const shape = graphShape(node);
  if (shape !== null) return shape.nodes;
  const columns = new Map<string, Column>();
  for (const column of sources.flatMap(({ plan }) => plan.columns)) {
    const known = columns.get(column.name);
    if (known !== undefined && known.type !== column.type)
      throw unsupported(
        `A partitioned graph whose node tables have columns ${column.name} of different types`,
      );
    columns.set(column.name, column);
  }
  return [...columns.values()];
}

function nodeTable(
  { plan, key }: NodeSource,
  keyType: KustoType,
  partition: Column | null,
  properties: Column[],
): NodeTable {
  const own = partition === null ? null : plan.columns.find((column) => column.name === partition.name);
  if (own === undefined)
    throw semanticError(
      'SEM0506',
      `Semantic error: SEM0506: make-graph: the nodes lack the column '${partition?.name}' that partitions the graph.`,
    );
  return {
    key: convertTo(keyType, columnReference(key)),
    keyName: key.name,
    partition: own === null || partition === null ? null : convertTo(partition.type, columnReference(own)),
    properties: properties.map((property) => propertyOf(property, plan)),
  };
}

function propertyOf(property: Column, plan: Plan): Expression | null {
  const own = plan.columns.find((column) => column.name === property.name);
  return own === undefined ? null : convertTo(property.type, columnReference(own));
}

/** Identifiers of one graph have one type; int and long go together. */
function commonType(columns: Column[]): KustoType {
  const types = new Set(columns.map((column) => column.type));
  const [only = 'string'] = types;
  if (types.size === 1) return only;
  if ([...types].every((type) => type === 'int' || type === 'long')) return 'long';
  throw semanticError(
    'SEM0507',
    `Semantic error: SEM0507: make-graph: the identifiers of nodes have different types: ${[...types].join(', ')}.`,
  );
}
