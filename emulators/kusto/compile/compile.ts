import { semanticError } from '../types/kql-error.ts';
import type { CatalogSnapshot, ColumnSchema } from '../types/schema.ts';
import { analyzeQuery } from './bind/analyze.ts';
import { completedText, type OpenQuery } from './completed-text.ts';
import { programFor } from './emit/sql.ts';
import type { Program } from './emit/statement.ts';
import {
  child,
  elements,
  isTabular,
  nodeName,
  type SyntaxNode,
  scalarType,
  textOf,
} from './parse/syntax-tree.ts';
import { checkGrowth } from './plan/check-growth.ts';
import type { LoweringState, QueryParameter, TableReference, Visualization } from './plan/context.ts';
import type { Plan } from './plan/logical.ts';
import { QueryLowering } from './plan/lower.ts';
import { SchemaNeeded } from './plan/plugins/plugin.ts';
import { Scope } from './plan/scope.ts';
import { requestTime } from './plan/special-calls.ts';

export interface CompileRequest {
  /** One query: statements separated by `;`. Management commands go through parseCommand. */
  text: string;
  database: string;
  catalog: CatalogSnapshot;
}

/**
 * A query ready to run any number of times: what differs between runs (query parameters, now(), the caller) is bound
 * when it runs. `results` has one entry per tabular statement.
 */
export interface CompiledQuery {
  results: CompiledResult[];
  /** `set name=value` statements, by name. */
  options: ReadonlyMap<string, unknown>;
  /** Stored tables that are read, also through functions and materialized views. */
  tables: readonly TableReference[];
  parameters: readonly QueryParameter[];
  /**
   * Set when columns depend on data: run `probe.result`, give its rows to `probe.completeText` and compile that text
   * instead (execute/resolve.ts does so). `results` is then empty.
   */
  probe: QueryProbe | null;
}

export interface QueryProbe {
  result: CompiledResult;
  completeText(rows: readonly (readonly unknown[])[]): string;
}

export interface CompiledResult {
  columns: ColumnSchema[];
  visualization: Visualization | null;
  /** The order of the rows has a meaning. */
  isSorted: boolean;
  plan: Plan;
  program: Program;
  /** The same with arithmetic on long that wraps around, for a second try after an overflow. */
  wrappingProgram(): Program;
}

/** Compiles a query. Throws KqlError for what is wrong in it or not supported. */
export function compile(request: CompileRequest): CompiledQuery {
  const root = analyzeQuery(request.text, request.catalog, request.database);
  const state = newState(request);
  const lowering = new QueryLowering(state, new Scope(request.database, null));
  try {
    return finished(state, lowerStatements(root, lowering), null);
  } catch (error) {
    if (!(error instanceof SchemaNeeded)) throw error;
    return finished(state, [], probeOf(error, { ...request, root }));
  }
}

function lowerStatements(root: SyntaxNode, lowering: QueryLowering): CompiledResult[] {
  const { state } = lowering;
  const results: CompiledResult[] = [];
  for (const statement of statementsOf(root)) {
    if (nodeName(statement) !== 'ExpressionStatement') {
      lowering.statement(statement);
      continue;
    }
    state.visualization = null;
    const expression = child(statement, 'Expression');
    checkTabular(expression);
    const plan = lowering.table(expression);
    const sides = state.sideResults.splice(0);
    if (plan.kind !== 'outer') sides.push({ name: '', plan });
    results.push(...sides.map((side) => resultOf(side.plan, state.visualization)));
  }
  return results;
}

function checkTabular(expression: SyntaxNode): void {
  if (scalarType(expression) === null || isTabular(expression)) return;
  const text = textOf(expression).slice(0, 60);
  throw semanticError(
    'SEM0024',
    `Semantic error: SEM0024: a query gives a table, '${text}' is a value; print shows it.`,
  );
}

function finished(state: LoweringState, results: CompiledResult[], probe: QueryProbe | null): CompiledQuery {
  const tables = [...state.tables.values()];
  return { results, options: state.options, tables, parameters: [...state.parameters.values()], probe };
}

function probeOf(needed: SchemaNeeded, query: OpenQuery): QueryProbe {
  return {
    result: resultOf(needed.probe.plan, null),
    completeText: (rows) => {
      const columns = needed.probe
        .columnsOf(rows)
        .map((column) => `[${JSON.stringify(column.name)}]:${column.type}`);
      return completedText(needed, ` : (${columns.join(', ')})`, query);
    },
  };
}

function newState(request: CompileRequest): LoweringState {
  return {
    catalog: request.catalog,
    tables: new Map(),
    viewSource: null,
    parameters: new Map(),
    options: new Map(),
    now: requestTime,
    visualization: null,
    sideResults: [],
    asNames: new Set(),
    functionScopes: new Map(),
    functionNames: new Set(),
    views: new Map(),
    patterns: [],
    patternScopes: new Map(),
    entityGroups: new Map(),
    outerColumns: new Map(),
    externalTables: new Map(),
    bindQuery: (database, text) => statementsOf(analyzeQuery(text, request.catalog, database)),
  };
}

function statementsOf(root: SyntaxNode): SyntaxNode[] {
  return elements(root, 'Statements');
}

function resultOf(plan: Plan, visualization: Visualization | null): CompiledResult {
  checkGrowth(plan);
  return {
    columns: plan.columns.map(({ name, type }) => ({ name, type })),
    visualization,
    isSorted: plan.isSerialized,
    plan,
    program: programFor(plan, false),
    wrappingProgram: () => programFor(plan, true),
  };
}
