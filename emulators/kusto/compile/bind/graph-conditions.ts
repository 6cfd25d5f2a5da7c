import type { LanguageService, TableSymbol } from '../parse/service.ts';

interface WhereNode {
  Condition: object;
}

/** The binder's visitor of trees, as far as it is replaced. */
export interface TreeBinder {
  VisitGraphWhereNodesOperator(node: WhereNode): void;
  VisitGraphWhereEdgesOperator(node: WhereNode): void;
  VisitInRowScope(node: object, scope: TableSymbol): void;
  BindNode(node: object): void;
}

/** The shape of the graph that an operator reads; null outside of a graph. */
export type GraphSymbolOf = (operator: object) => GraphShape | null;

interface GraphShape {
  NodeShape: TableSymbol | null;
  EdgeShape: TableSymbol | null;
}

/** The conditions of graph-where-nodes and -edges see the properties, which the binder does not show them. Idempotent. */
export function showGraphProperties(service: LanguageService): void {
  const { Binder } = service.Binding;
  const binder = Binder.TreeBinder.prototype;
  if (patched.has(binder)) return;
  patched.add(binder);
  const inScope = (shape: (graph: GraphShape) => TableSymbol | null, visit: (node: WhereNode) => void) =>
    function visitWhere(this: TreeBinder, node: WhereNode): void {
      const graph = Binder.GetGraphSymbol(node);
      const scope = graph === null ? null : shape(graph);
      if (scope === null) {
        visit.call(this, node);
        return;
      }
      this.VisitInRowScope(node.Condition, scope);
      this.BindNode(node);
    };
  binder.VisitGraphWhereNodesOperator = inScope(
    (graph) => graph.NodeShape,
    binder.VisitGraphWhereNodesOperator,
  );
  binder.VisitGraphWhereEdgesOperator = inScope(
    (graph) => graph.EdgeShape,
    binder.VisitGraphWhereEdgesOperator,
  );
}

const patched = new WeakSet<object>();
