import type { CatalogSnapshot, KustoType } from '../../types/schema.ts';
import type { SyntaxNode } from '../parse/syntax-tree.ts';
import type { Column, Expression, Plan } from './logical.ts';
import type { Scope } from './scope.ts';

export interface TableReference {
  database: string;
  table: string;
}

export interface QueryParameter {
  name: string;
  type: KustoType;
  /** Value when the request gives none; null expression means that it is required. */
  defaultValue: Expression | null;
}

export interface Visualization {
  visualization: string;
  properties: Record<string, string>;
}

/** What lowering one query collects beside its plans. */
export interface LoweringState {
  catalog: CatalogSnapshot;
  tables: Map<string, TableReference>;
  /** While the query of a materialized view is lowered: the ticks from which on it sees rows of its source. */
  viewSource: { database: string; table: string; since: bigint } | null;
  parameters: Map<string, QueryParameter>;
  options: Map<string, unknown>;
  /** What now() is. */
  now: Expression;
  visualization: Visualization | null;
  /** Plans that fork or facet split off before the main result. */
  sideResults: { name: string; plan: Plan }[];
  /** Names that `as` gave, which union withsource shows. */
  asNames: Set<string>;
  /** Where each function of a let statement was declared: its body sees the names before it. */
  functionScopes: Map<object, Scope>;
  /** Names of all of them. */
  functionNames: Set<string>;
  /** The views among them by name: body, and scope of the declaration. */
  views: Map<string, { body: SyntaxNode; scope: Scope }>;
  /** Columns of an enclosing operator that a subquery reads as values of one row, by their symbols. */
  outerColumns: Map<object, Expression>;
  /** `entity_group` expressions that let has named. */
  entityGroups: Map<string, SyntaxNode>;
  /** `declare pattern` statements so far. */
  patterns: SyntaxNode[];
  /** Where each was declared, by name. */
  patternScopes: Map<string, Scope>;
  /** External tables that the query reads, each once; by database, name and mapping. */
  externalTables: Map<string, Plan>;
  /** Binds the text of a materialized view in its database and returns its statements. Throws KqlError. */
  bindQuery(database: string, text: string): SyntaxNode[];
}

export interface FunctionParameter {
  name: string;
  /** Null for a table. */
  type: KustoType | null;
  defaultValue: Expression | null;
}

/** What an operator's file in operators/ may ask while it lowers its node. */
export interface Lowering {
  readonly state: LoweringState;
  readonly scope: Scope;
  /** Columns of the operator's input, for functions that name none (pack_all); null outside of operators. */
  readonly currentColumns: readonly Column[] | null;
  /** The same lowering in an inner scope, e.g. a function's body. */
  within(scope: Scope): Lowering;
  /** The same lowering for expressions over these columns. */
  over(columns: readonly Column[]): Lowering;
  expression(node: SyntaxNode): Expression;
  /** A tabular expression; `input` is what a leading operator of a subquery reads. */
  table(node: SyntaxNode, input?: Plan): Plan;
  /** A let statement and the like, which adds names to the scope. */
  statement(node: SyntaxNode): void;
  /** Views that let statements declare, for wildcards and search. */
  views(): { name: string; plan: Plan }[];
  functionScope(call: SyntaxNode): Scope;
  functionParameters(call: SyntaxNode): FunctionParameter[];
}

/** Lowers one query operator; `columns` are the binder's for its output. */
export type OperatorLowering = (
  operator: SyntaxNode,
  input: Plan,
  lowering: Lowering,
  columns: Column[],
) => Plan;
