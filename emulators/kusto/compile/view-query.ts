import { type KqlError, semanticError } from '../types/kql-error.ts';
import type { CatalogSnapshot } from '../types/schema.ts';
import { analyzeQuery } from './bind/analyze.ts';
import { callArguments, functionName } from './parse/calls.ts';
import {
  calledFunctionBody,
  child,
  children,
  elements,
  maybeChild,
  nodeName,
  type SyntaxNode,
  simpleName,
  symbolKind,
  textOf,
} from './parse/syntax-tree.ts';

export interface ViewQuery {
  text: string;
  database: string;
  catalog: CatalogSnapshot;
  /** The tables that it may read: its source, and those that it names as dimensions. */
  tables: readonly string[];
}

/** What the rules of materialized views ask of a query. */
export interface ViewShape {
  /** The group-by expressions as written, without white space. */
  keys: readonly string[];
  /** Its only aggregate is arg_max, arg_min or take_any: a view of rows rather than of sums. */
  holdsRows: boolean;
  /** Such a one that ends in `*`. */
  holdsAllColumns: boolean;
  /** `take_any(*)`: the only kind of view that another view may read. */
  isDeduplication: boolean;
}

/** Kusto docs, materialized-view-create.md, with the older names of the same functions. */
const aggregates: ReadonlySet<string> = new Set([
  ...['count', 'countif', 'dcount', 'dcountif', 'min', 'max', 'avg', 'avgif', 'sum', 'sumif'],
  ...['arg_max', 'arg_min', 'argmax', 'argmin', 'take_any', 'take_anyif', 'any', 'anyif', 'hll'],
  ...['make_set', 'makeset', 'make_list', 'makelist', 'make_bag', 'percentile', 'percentiles', 'tdigest'],
]);
const rowAggregates = /^(arg_?(max|min)|(take_)?any)$/;

const operators: Readonly<Record<string, string>> = {
  SortOperator: 'sort',
  TopOperator: 'top',
  TopNestedOperator: 'top-nested',
  PartitionOperator: 'partition',
  SerializeOperator: 'serialize',
  SearchOperator: 'search',
  FindOperator: 'find',
  ExternalDataExpression: 'externaldata',
  InlineExternalTableExpression: 'external_table',
};

const functions: ReadonlySet<string> = new Set([
  ...['now', 'ago', 'external_table', 'database', 'cluster'],
  ...['cursor_after', 'cursor_before_or_at', 'cursor_current', 'current_cursor'],
]);

/** Checks the query of a materialized view. Throws KqlError for what Kusto does not take in one. */
export function checkViewQuery(query: ViewQuery): ViewShape {
  const root = analyzeQuery(query.text, query.catalog, query.database);
  const statements = elements(root, 'Statements');
  const expressions = statements.filter((statement) => nodeName(statement) === 'ExpressionStatement');
  const [last] = expressions;
  if (last === undefined || expressions.length > 1) throw refused('is one tabular expression');
  const summarize = lastOperator(child(last, 'Expression'));
  if (summarize === null) throw refused('ends with summarize');
  const found = { summarize: 0 };
  checkParts(root, query, found, 0);
  if (found.summarize !== 1) throw refused('has summarize once');
  return shapeOf(summarize);
}

function lastOperator(expression: SyntaxNode): SyntaxNode | null {
  if (nodeName(expression) === 'ParenthesizedExpression')
    return lastOperator(child(expression, 'Expression'));
  if (nodeName(expression) !== 'PipeExpression') return null;
  const operator = child(expression, 'Operator');
  return nodeName(operator) === 'SummarizeOperator' ? operator : null;
}

/** Stored functions may call others; deeper than this they are not looked into. */
const maxDepth = 20;

function checkParts(node: SyntaxNode, query: ViewQuery, found: { summarize: number }, depth: number): void {
  const kind = nodeName(node);
  const operator = operators[kind];
  if (operator !== undefined) throw refused(`cannot hold '${operator}'`);
  if (kind === 'SummarizeOperator') found.summarize += 1;
  if (kind === 'FunctionCallExpression' && functions.has(functionName(node)))
    throw refused(`cannot call ${functionName(node)}()`);
  if (kind === 'NameReference' && /^(Table|MaterializedView|ExternalTable)Symbol$/.test(symbolKind(node)))
    checkTable(node, query);
  if (kind === 'NameReference' && symbolKind(node) === 'GroupSymbol')
    throw refused(`names its tables, it cannot read '${textOf(node)}'`);
  const body = depth < maxDepth && /Call|NameReference/.test(kind) ? calledFunctionBody(node) : null;
  if (body !== null) checkParts(body, query, found, depth + 1);
  for (const part of children(node)) checkParts(part, query, found, depth);
}

function checkTable(node: SyntaxNode, { tables }: ViewQuery): void {
  const name = node.ReferencedSymbol?.Name ?? simpleName(node);
  if (tables.includes(name)) return;
  throw refused(`reads its source and the tables of dimensionTables only, not '${name}'`);
}

function shapeOf(summarize: SyntaxNode): ViewShape {
  const clause = maybeChild(summarize, 'ByClause');
  const keys = clause === null ? [] : elements(clause, 'Expressions').map(compactText);
  const calls = elements(summarize, 'Aggregates').map(aggregateCall);
  if (keys.length === 0) throw refused('groups by one or more expressions');
  if (calls.length === 0) throw refused('has one or more aggregates');
  const [only] = calls.length === 1 ? calls : [];
  const name = only === undefined ? '' : functionName(only);
  const last = only === undefined ? undefined : callArguments(only).at(-1);
  const holdsRows = rowAggregates.test(name);
  const holdsAllColumns = holdsRows && last !== undefined && nodeName(last) === 'StarExpression';
  return { keys, holdsRows, holdsAllColumns, isDeduplication: holdsAllColumns && name.endsWith('any') };
}

function aggregateCall(item: SyntaxNode): SyntaxNode {
  const isNamed = /^(Simple|Compound)NamedExpression$/.test(nodeName(item));
  const call = isNamed ? child(item, 'Expression') : item;
  if (nodeName(call) !== 'FunctionCallExpression')
    throw refused(`has plain aggregates only: '${textOf(call)}' combines them; do so over the view`);
  if (aggregates.has(functionName(call))) return call;
  throw refused(`cannot have the aggregate ${functionName(call)}()`);
}

function compactText(node: SyntaxNode): string {
  return textOf(node).replaceAll(/\s+/g, '');
}

function refused(rule: string): KqlError {
  return semanticError('SEM0024', `Semantic error: SEM0024: the query of a materialized view ${rule}.`);
}
