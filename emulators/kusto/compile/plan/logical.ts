import type { LiteralValue } from '../../types/literal.ts';
import type { KustoType } from '../../types/schema.ts';
import type { ComputedOperator } from './computed.ts';
import type { GraphStep } from './graph/graph-plan.ts';

/** A column of a relation; names are unique inside one relation and differ by case too. */
export interface Column {
  name: string;
  type: KustoType;
}

export interface NamedExpression extends Column {
  expression: Expression;
}

/** A scalar expression over the columns of its operator's input; `type` is the binder's. */
export type Expression =
  | { kind: 'literal'; type: KustoType; value: LiteralValue }
  | { kind: 'column'; type: KustoType; name: string }
  /** A value known when the query runs: a query parameter, now(), the caller. */
  | { kind: 'parameter'; type: KustoType; name: string }
  /** A function or operator of functions/, by its Kusto name, e.g. `strcat`, `==`, `has_any`. */
  | { kind: 'call'; type: KustoType; name: string; arguments: Expression[] }
  /** Access into a dynamic value: `d.a[0]`. */
  | { kind: 'path'; type: 'dynamic'; base: Expression; steps: Expression[] }
  /** An aggregate over the rows of a group; `name` is one of functions/aggregate. */
  | { kind: 'aggregate'; type: KustoType; name: string; arguments: Expression[]; filter?: Expression }
  /** The value of the first row's first column. */
  | { kind: 'toscalar'; type: KustoType; plan: Plan }
  /** `x in (table)`. */
  | { kind: 'inTable'; type: 'bool'; operand: Expression; plan: Plan; operator: string };

export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

export type JoinKind =
  | 'innerunique'
  | 'inner'
  | 'leftouter'
  | 'rightouter'
  | 'fullouter'
  | 'leftsemi'
  | 'rightsemi'
  | 'leftanti'
  | 'rightanti';

export interface SortKey {
  expression: Expression;
  isDescending: boolean;
  nullsFirst: boolean;
}

export interface ExpandedColumn {
  name: string;
  type: KustoType;
  expression: Expression;
}

/** One level of top-nested. */
export interface TopNestedLevel {
  key: NamedExpression;
  /** An aggregate over the rows of a value, by which values are chosen. */
  value: NamedExpression;
  /** Values to take; null for all. */
  count: Expression | null;
  /** What stands for the values that are not taken; null leaves them out. */
  others: Expression | null;
  isDescending: boolean;
  nullsFirst: boolean;
}

export interface SeriesAggregate {
  name: string;
  expression: Expression;
  defaultValue: Expression | null;
}

/**
 * A relation. `columns` are its output; `isSerialized` says that its row order has a meaning (after sort, range and
 * the like). A plan is shared by reference where a query uses a table twice.
 */
export type Plan = { columns: Column[]; isSerialized: boolean } & (
  | { kind: 'table'; database: string; table: string; storedAs?: string }
  | { kind: 'rows'; rows: Expression[][] }
  | { kind: 'range'; from: Expression; to: Expression; step: Expression }
  /** `partitionBy` names a column within whose values window functions see rows; so for project. */
  | { kind: 'filter'; input: Plan; predicate: Expression; partitionBy?: string }
  | { kind: 'project'; input: Plan; items: NamedExpression[]; partitionBy?: string }
  | { kind: 'aggregate'; input: Plan; keys: NamedExpression[]; items: NamedExpression[] }
  | { kind: 'sort'; input: Plan; keys: SortKey[]; limit: Expression | null }
  | { kind: 'take'; input: Plan; count: Expression; isSample: boolean }
  | {
      kind: 'join';
      joinKind: JoinKind;
      left: Plan;
      right: Plan;
      keys: { left: Expression; right: Expression }[];
      rightColumns: Column[];
    }
  | { kind: 'union'; inputs: UnionInput[] }
  | {
      kind: 'expand';
      input: Plan;
      expanded: ExpandedColumn[];
      indexColumn: string | null;
      asArray: boolean;
      limit: Expression | null;
    }
  | {
      kind: 'series';
      input: Plan;
      keys: NamedExpression[];
      axis: NamedExpression;
      from: Expression | null;
      to: Expression | null;
      step: Expression;
      /** inRange includes `to`. */
      includesEnd: boolean;
      /** Gives a series of defaults for a table without rows; else such a table gives no rows. */
      isNonEmpty: boolean;
      aggregates: SeriesAggregate[];
    }
  | { kind: 'topNested'; input: Plan; levels: TopNestedLevel[] }
  | { kind: 'materialize'; input: Plan }
  | { kind: 'apply'; input: Plan; source: Plan & { kind: 'outer' }; body: Plan; carried: Column[] }
  /** The row that an enclosing apply is at. */
  | { kind: 'outer' }
  /** The input's rows whose key equals the source's. */
  | { kind: 'matching'; input: Plan; source: Plan; key: string }
  /** Runs in TypeScript between two SQL statements: the inputs are read, the operator gives the rows of `columns`. */
  | { kind: 'compute'; inputs: Plan[]; operator: ComputedOperator }
  /** A graph: no table, it has no columns. The columns that `nodes` and `edges` have beside the properties: graph/graph-plan.ts. */
  | {
      kind: 'graph';
      nodes: Plan;
      edges: Plan;
      keyType: KustoType;
      nodeProperties: Column[];
      edgeProperties: Column[];
      /** Type of the column by which the graph is partitioned. */
      partitionType: KustoType | null;
    }
  | { kind: 'graphStep'; step: GraphStep; inputs: Plan[] }
);

export type PlanOf<K extends Plan['kind']> = Extract<Plan, { kind: K }>;

export interface UnionInput {
  plan: Plan;
  /** For each output column: the input's expression, null where this input has none. */
  items: (Expression | null)[];
}

export function columnReference(column: Column): Expression {
  return { kind: 'column', type: column.type, name: column.name };
}

export function literal(type: KustoType, value: LiteralValue): Expression {
  return { kind: 'literal', type, value };
}

/** A call of a function or operator of functions/. */
export function callOf(name: string, type: KustoType, ...operands: Expression[]): ExpressionOf<'call'> {
  return { kind: 'call', type, name, arguments: operands };
}

/** A call of an aggregate of functions/aggregate. */
export function aggregateOf(
  name: string,
  type: KustoType,
  ...operands: Expression[]
): ExpressionOf<'aggregate'> {
  return { kind: 'aggregate', type, name, arguments: operands };
}

export function passThrough(columns: readonly Column[]): NamedExpression[] {
  return columns.map((column) => ({ ...column, expression: columnReference(column) }));
}

export function filterOf(input: Plan, predicate: Expression): PlanOf<'filter'> {
  return { kind: 'filter', input, predicate, columns: input.columns, isSerialized: input.isSerialized };
}

/** For items that ask for no sessions of rows; others go through `projection` of operators/project.ts. */
export function projectOf(input: Plan, items: NamedExpression[]): PlanOf<'project'> {
  const columns = items.map(({ name, type }) => ({ name, type }));
  return { kind: 'project', input, items, columns, isSerialized: input.isSerialized };
}

export function sortOf(input: Plan, keys: SortKey[], limit: Expression | null = null): PlanOf<'sort'> {
  return { kind: 'sort', input, keys, limit, columns: input.columns, isSerialized: true };
}
