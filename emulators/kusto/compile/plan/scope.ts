import type { GraphElement } from './graph/graph-element.ts';
import type { MatchScope } from './graph/match-scope.ts';
import type { Expression, Plan } from './logical.ts';
import type { Restriction } from './restriction.ts';

export type Binding =
  | { kind: 'scalar'; expression: Expression }
  | { kind: 'table'; plan: Plan }
  /** A record whose values are read as `name.column`: what a step of scan matched last, or a database of macro-expand. */
  | { kind: 'record'; columns: ReadonlyMap<string, Expression>; database?: string }
  /** A node or edge of a graph pattern. */
  | { kind: 'element'; element: GraphElement };

/** Names that let, as, function parameters and subqueries give to values; inner scopes hide outer ones. */
export class Scope {
  readonly #names = new Map<string, Binding>();
  readonly #outer: Scope | null;
  #restriction: Restriction | null | undefined;
  /** The database in which unqualified names are looked up. */
  readonly database: string;
  /** How many user functions are being inlined, to stop endless recursion. */
  readonly depth: number;
  /** The graph pattern whose clauses are being lowered. */
  readonly match: MatchScope | null;

  constructor(
    database: string,
    outer: Scope | null,
    depth = outer?.depth ?? 0,
    match = outer?.match ?? null,
  ) {
    this.database = database;
    this.#outer = outer;
    this.depth = depth;
    this.match = match;
  }

  /** What restrict access to has left visible at this place; null when nothing restricts it. */
  get restriction(): Restriction | null {
    return this.#restriction === undefined ? (this.#outer?.restriction ?? null) : this.#restriction;
  }

  restrict(restriction: Restriction): void {
    this.#restriction = restriction;
  }

  /** An inner scope that later restrictions of this one do not reach: a function's body sees what was seen around it. */
  snapshot(): Scope {
    const scope = new Scope(this.database, this);
    scope.#restriction = this.restriction;
    return scope;
  }

  define(name: string, binding: Binding): void {
    this.#names.set(name, binding);
  }

  find(name: string): Binding | null {
    return this.#names.get(name) ?? this.#outer?.find(name) ?? null;
  }

  /** Every table bound by name, for wildcards and search. */
  tableNames(): string[] {
    const own = [...this.#names].filter(([, binding]) => binding.kind === 'table').map(([name]) => name);
    return [...new Set([...own, ...(this.#outer?.tableNames() ?? [])])];
  }
}
