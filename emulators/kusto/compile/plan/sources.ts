import { KqlError, unsupported } from '../../types/kql-error.ts';
import { clusterName } from '../bind/catalog.ts';
import {
  child,
  elements,
  literalText,
  nodeName,
  resultColumns,
  type SyntaxNode,
  simpleName,
  symbolClass,
  symbolKind,
  textOf,
} from '../parse/syntax-tree.ts';
import type { Lowering } from './context.ts';
import { convertTo } from './convert.ts';
import { type Expression, literal, type Plan } from './logical.ts';
import { isVisible } from './restriction.ts';
import { Scope } from './scope.ts';
import { callArguments, functionName } from './special-calls.ts';

type SourceLowering = (node: SyntaxNode, lowering: Lowering) => Plan;

const sources: Record<string, SourceLowering> = {
  DataTableExpression: lowerDatatable,
  ContextualDataTableExpression: lowerDatatable,
  RangeOperator: lowerRange,
  ExternalDataExpression: refuseExternalData,
  InlineExternalTableExpression: refuseExternalData,
  FunctionCallExpression: lowerTableFunction,
};

/** Tabular expressions that read no other table; null when the node is not one. */
export function lowerSource(node: SyntaxNode, lowering: Lowering): Plan | null {
  return sources[nodeName(node)]?.(node, lowering) ?? null;
}

/** A stored table, or the rows of a materialized view's query; null when there is neither. */
export function catalogTable(database: string, name: string, lowering: Lowering): Plan | null {
  if (!isVisible(lowering.scope.restriction, database, name)) return null;
  const schema = lowering.state.catalog.databases.get(database);
  const table = schema?.tables.get(name);
  if (table !== undefined) {
    lowering.state.tables.set(`${database}\n${name}`, { database, table: name });
    const columns = table.columns.map(({ name: column, type }) => ({ name: column, type }));
    const storedAs = table.storedAs === undefined ? {} : { storedAs: table.storedAs };
    return { kind: 'table', database, table: name, ...storedAs, columns, isSerialized: false };
  }
  const view = schema?.materializedViews.get(name);
  if (view === undefined) return null;
  const inner = lowering.within(new Scope(database, null));
  return inner.table(lowering.state.bindQuery(database, view.query));
}

/** Names of the stored tables that the query may see in a database, in the catalog's order. */
export function visibleTables(database: string, lowering: Lowering): string[] {
  const names = lowering.state.catalog.databases.get(database)?.tables.keys() ?? [];
  return [...names].filter((name) => isVisible(lowering.scope.restriction, database, name));
}

/** The database of `database("x").T` when the node is the T, else null. */
export function databaseOf(node: SyntaxNode, lowering: Lowering): string | null {
  const parent = (node as unknown as { Parent: SyntaxNode | null }).Parent;
  if (parent === null || parent === undefined || nodeName(parent) !== 'PathExpression') return null;
  if (child(parent, 'Selector') !== node) return null;
  return databaseCalled(child(parent, 'Expression'), lowering);
}

/** The database that `database("x")`, an alias of one, or `cluster(…).database("x")` stands for; null for another node. */
export function databaseCalled(node: SyntaxNode, lowering: Lowering): string | null {
  let base = node;
  if (symbolKind(base) === 'EntityGroupElementSymbol') {
    const binding = lowering.scope.find(simpleName(base));
    return binding?.kind === 'record' ? (binding.database ?? null) : null;
  }
  if (nodeName(base) === 'PathExpression') {
    const cluster = child(base, 'Expression');
    // Another cluster's rows can't be had here, and this one's must not stand in for them.
    if (functionName(cluster) === 'cluster' && cluster.ResultType?.Name !== clusterName)
      throw unsupported(`cluster() of another cluster, ${textOf(cluster)},`);
    base = child(base, 'Selector');
  }
  if (nodeName(base) !== 'FunctionCallExpression' || functionName(base) !== 'database') return null;
  const [name] = callArguments(base);
  if (name !== undefined && nodeName(name) === 'LiteralExpression' && literalText(name).includes('*'))
    return literalText(name);
  // The binder has looked the name up: a literal, a constant of let, an alias, or none for the current one.
  const found = base.ResultType?.Name;
  const isLiteral = name === undefined || nodeName(name) === 'LiteralExpression';
  const isKnown = isLiteral || (found !== undefined && lowering.state.catalog.databases.has(found));
  if (found === undefined || symbolClass(base.ResultType) !== 'DatabaseSymbol' || !isKnown)
    throw unsupported('database() with a computed name');
  return found;
}

/** A query of this engine reads nothing but its own tables. */
function refuseExternalData(node: SyntaxNode): Plan {
  throw unsupported(`${textOf(node).split(/[\s(]/)[0]}: reading data from outside of the database`);
}

function lowerDatatable(node: SyntaxNode, lowering: Lowering): Plan {
  const columns = resultColumns(node);
  const values = elements(node, 'Values').map((value) => lowering.expression(value));
  if (columns.length === 0 || values.length % columns.length !== 0) {
    throw new KqlError(
      'semantic',
      'SEM0040',
      'Semantic error: the number of values of datatable is not a multiple of its columns.',
    );
  }
  const rows: Expression[][] = [];
  for (let start = 0; start < values.length; start += columns.length) {
    rows.push(
      columns.map((column, index) =>
        convertTo(column.type, values[start + index] ?? literal(column.type, null)),
      ),
    );
  }
  return { kind: 'rows', rows, columns, isSerialized: true };
}

function lowerRange(node: SyntaxNode, lowering: Lowering): Plan {
  const columns = resultColumns(node);
  const [column] = columns;
  if (column === undefined) throw unsupported('range without a column');
  const stepType = column.type === 'datetime' ? 'timespan' : column.type;
  const step = lowering.expression(child(node, 'Step'));
  return {
    kind: 'range',
    from: convertTo(column.type, lowering.expression(child(node, 'From'))),
    to: convertTo(column.type, lowering.expression(child(node, 'To'))),
    step: convertTo(stepType, step),
    columns,
    isSerialized: true,
  };
}

const tableFunctions: Record<string, SourceLowering> = {
  table: lowerNamedTable,
  materialized_view: lowerNamedTable,
  materialize: (node, lowering) => {
    const input = lowering.table(child(node, 'ArgumentList'));
    return { kind: 'materialize', input, columns: input.columns, isSerialized: input.isSerialized };
  },
};

function lowerTableFunction(node: SyntaxNode, lowering: Lowering): Plan {
  const lower = tableFunctions[functionName(node)];
  if (lower === undefined) throw unsupported(`The tabular function ${functionName(node)}()`);
  return lower(node, lowering);
}

function lowerNamedTable(node: SyntaxNode, lowering: Lowering): Plan {
  const [name] = callArguments(node);
  const wanted = name === undefined ? null : lowering.expression(name);
  if (wanted?.kind !== 'literal' || typeof wanted.value !== 'string')
    throw unsupported(`${functionName(node)}() with a computed name`);
  const bound = lowering.scope.find(wanted.value);
  if (bound?.kind === 'table') return bound.plan;
  const plan = catalogTable(databaseOf(node, lowering) ?? lowering.scope.database, wanted.value, lowering);
  if (plan === null)
    throw new KqlError('semantic', 'SEM0100', `Semantic error: SEM0100: '${wanted.value}' is not a table.`);
  return plan;
}
