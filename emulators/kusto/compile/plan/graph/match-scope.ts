import { unsupported } from '../../../types/kql-error.ts';
import type { SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { columnNames, replaceColumns } from '../expression-parts.ts';
import type { Column, Expression, Plan } from '../logical.ts';
import { Scope } from '../scope.ts';
import { bagOf, currentElement, type GraphElement, ownElement, typeOf } from './graph-element.ts';
import { type Collection, type Graph, graphColumns } from './graph-plan.ts';
import { isMatchColumn, matchColumns } from './match-columns.ts';
import type { NamedPattern } from './read-pattern.ts';

/** A value of one element that a match gets as a column. */
export interface Attachment {
  kind: 'node' | 'edge';
  index: number;
  column: Column;
  /** Over the element's columns. */
  expression: Expression;
}

/**
 * Names of a graph pattern while its where and project clauses are lowered: hands out columns of the matches for what
 * the clauses read of the elements, and remembers how each is had.
 */
export class MatchScope {
  readonly graph: Graph;
  readonly pattern: NamedPattern;
  readonly attachments = new Map<string, Attachment>();
  readonly collections = new Map<string, Collection>();
  /** Paths whose properties the clause at hand reads without all(), any() or map(). */
  #direct = new Set<number>();
  #usesDegrees = false;
  #next = 1;

  constructor(graph: Graph, pattern: NamedPattern) {
    this.graph = graph;
    this.pattern = pattern;
  }

  get usesDegrees(): boolean {
    return this.#usesDegrees;
  }

  /** The lowering in which the pattern's names stand for its elements. */
  enter(lowering: Lowering): Lowering {
    const { database, depth } = lowering.scope;
    const scope = new Scope(database, lowering.scope, depth, this);
    for (const [name, { kind, index }] of this.pattern.names)
      scope.define(name, { kind: 'element', element: this.#element(kind, index) });
    return lowering.within(scope);
  }

  /** Lowers an expression; a path whose properties it reads directly is given with it. */
  lower(node: SyntaxNode, lowering: Lowering): { expression: Expression; path: number | null } {
    this.#direct = new Set();
    const expression = lowering.expression(node);
    const [path = null, second] = this.#direct;
    if (second !== undefined)
      throw unsupported('An expression over properties of two variable length edges, but through map()');
    return { expression, path };
  }

  /** Lowers the condition or value of all(), any() or map() over the edges or inner nodes of a path. */
  lowerOver(of: 'edge' | 'node', node: SyntaxNode, lowering: Lowering): Expression {
    const outer = this.#direct;
    const properties = this.propertiesOf(of);
    const { database, depth } = lowering.scope;
    const scope = new Scope(database, lowering.scope, depth, this);
    scope.define(currentElement, {
      kind: 'element',
      element: this.#watched(ownElement(of, properties)),
    });
    this.#direct = new Set();
    const expression = lowering.within(scope).expression(node);
    if (this.#direct.size > 0)
      throw unsupported('A property of a variable length edge inside of all(), any() or map()');
    this.#direct = outer;
    return expression;
  }

  propertiesOf(kind: 'edge' | 'node'): Column[] {
    return kind === 'node' ? this.graph.nodeProperties : this.graph.edgeProperties;
  }

  /** A column with a value over the elements of a path. */
  collect(path: number, of: 'edge' | 'node', fold: Collection['fold'], expression: Expression): Expression {
    const column: Column = { name: this.#name(), type: fold === 'map' ? 'dynamic' : 'bool' };
    this.collections.set(column.name, {
      list: of === 'edge' ? matchColumns.edge(path) : matchColumns.inner(path),
      element: of === 'edge' ? graphColumns.edge : graphColumns.node,
      fold,
      expression,
      column,
    });
    return { kind: 'column', ...column };
  }

  /** Where a condition reads one single element only: the condition over that element's own columns. */
  overOneElement(condition: Expression): { attachment: Attachment; condition: Expression } | null {
    const attached = [...columnNames(condition)].map((name) => this.attachments.get(name));
    const [first] = attached;
    if (first === undefined) return null;
    const isSame = attached.every((other) => other?.kind === first.kind && other.index === first.index);
    if (!isSame) return null;
    return {
      attachment: first,
      condition: replaceColumns(
        condition,
        (column) => this.attachments.get(column.name)?.expression ?? column,
      ),
    };
  }

  /** The relation that a list of numbers, or a number, refers to. */
  elementsOf(kind: 'edge' | 'node', nodes: Plan): Plan {
    return kind === 'node' ? nodes : this.graph.edges;
  }

  #name(): string {
    const name = matchColumns.value(this.#next);
    this.#next += 1;
    return name;
  }

  #element(kind: 'node' | 'edge', index: number): GraphElement {
    if (kind === 'edge' && this.pattern.edges[index]?.range !== null) return this.#path(index);
    const properties = this.propertiesOf(kind);
    const attach = (expression: Expression) => this.#attach(kind, index, expression);
    return this.#watched({
      kind,
      property: (name) => attach({ kind: 'column', type: typeOf(properties, name), name }),
      whole: () => attach(bagOf(properties)),
      hidden: ({ name, type }) => attach({ kind: 'column', type, name }),
    });
  }

  #path(index: number): GraphElement {
    const properties = this.graph.edgeProperties;
    return {
      kind: 'path',
      property: (name) => {
        this.#direct.add(index);
        return { kind: 'column', type: typeOf(properties, name), name };
      },
      whole: () => this.collect(index, 'edge', 'map', bagOf(properties)),
      hidden: () => {
        throw unsupported('This function of a variable length edge');
      },
    };
  }

  #attach(kind: 'node' | 'edge', index: number, expression: Expression): Expression {
    for (const known of this.attachments.values()) {
      const isSame =
        known.kind === kind &&
        known.index === index &&
        JSON.stringify(known.expression) === JSON.stringify(expression);
      if (isSame) return { kind: 'column', ...known.column };
    }
    const column: Column = { name: this.#name(), type: expression.type };
    this.attachments.set(column.name, { kind, index, column, expression });
    return { kind: 'column', ...column };
  }

  #watched(element: GraphElement): GraphElement {
    return {
      ...element,
      hidden: (column) => {
        if (column.name === graphColumns.degreeIn || column.name === graphColumns.degreeOut)
          this.#usesDegrees = true;
        return element.hidden(column);
      },
    };
  }
}

/** The expression reads columns of the element at hand only. */
export function isOwn(expression: Expression): boolean {
  return ![...columnNames(expression)].some(isMatchColumn);
}
