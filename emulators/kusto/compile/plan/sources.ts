import { KqlError, unsupported } from '../../types/kql-error.ts';
import { callArguments, functionName } from '../parse/calls.ts';
import { child, elements, nodeName, resultColumns, type SyntaxNode, textOf } from '../parse/syntax-tree.ts';
import { catalogTable } from './catalog-tables.ts';
import type { Lowering } from './context.ts';
import { convertTo } from './convert.ts';
import { lowerExternalTable } from './external-table.ts';
import { type Expression, literal, type Plan } from './logical.ts';
import { databaseOf } from './named-database.ts';

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
  external_table: lowerExternalTable,
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
