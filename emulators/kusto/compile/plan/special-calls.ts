import { semanticError, unsupported } from '../../types/kql-error.ts';
import { callArguments } from '../parse/calls.ts';
import { isTabular, type SyntaxNode, scalarType } from '../parse/syntax-tree.ts';
import { binAuto } from './bin-auto.ts';
import { argument, columnsInScope, lowerArguments } from './call-arguments.ts';
import type { Lowering } from './context.ts';
import { convertTo } from './convert.ts';
import { afterCursor, currentCursor } from './cursors.ts';
import { callOf, columnReference, type Expression, literal } from './logical.ts';

type SpecialCall = (node: SyntaxNode, lowering: Lowering) => Expression;

/** When the request began. */
export const requestTime: Expression = { kind: 'parameter', type: 'datetime', name: '$now' };

/** Values that are fixed for the whole request. */
export const requestValues: Record<string, Expression> = {
  current_principal: { kind: 'parameter', type: 'string', name: '$principal' },
  current_cluster_endpoint: { kind: 'parameter', type: 'string', name: '$cluster' },
};

/** Functions that are more than a call with the values of their arguments. */
export const specialCalls: Record<string, SpecialCall> = {
  now: (node, lowering) => callOf('+', 'datetime', lowering.state.now, argument(node, 0, lowering)),
  ago: (node, lowering) => callOf('-', 'datetime', lowering.state.now, argument(node, 0, lowering)),
  around,
  bag_pack_columns: bagPackColumns,
  bin_auto: (node, lowering) => binAuto(argument(node, 0, lowering), lowering.state),
  column_ifexists: columnIfExists,
  column_names_of: columnNamesOf,
  columnifexists: columnIfExists,
  cursor_after: (node, lowering) => afterCursor(argument(node, 0, lowering)),
  cursor_before_or_at: (node, lowering) => callOf('not', 'bool', afterCursor(argument(node, 0, lowering))),
  cursor_current: (_, lowering) => currentCursor(lowering),
  current_cursor: (_, lowering) => currentCursor(lowering),
  current_principal_details: principalDetails,
  current_principal_is_member_of: isPrincipal,
  current_database: (_, lowering) => literal('string', lowering.scope.database),
  iff: conditional,
  iif: conditional,
  ingestion_time: () => callOf('ingestion_time', 'datetime'),
  materialize: (node, lowering) => tableValue(callArguments(node)[0], lowering),
  pack_all: packAll,
  row_rank: (node, lowering) => rank(node, lowering, 'row_cumsum'),
  row_rank_dense: (node, lowering) => rank(node, lowering, 'row_cumsum'),
  row_rank_min: (node, lowering) => rank(node, lowering, 'row_running_max'),
  toscalar: (node, lowering) => tableValue(callArguments(node)[0], lowering),
};

function tableValue(node: SyntaxNode | undefined, lowering: Lowering): Expression {
  if (node === undefined) throw unsupported('toscalar() without an argument');
  if (!isTabular(node)) return lowering.expression(node);
  const plan = lowering.table(node);
  return { kind: 'toscalar', type: plan.columns[0]?.type ?? 'dynamic', plan };
}

function conditional(node: SyntaxNode, lowering: Lowering): Expression {
  return callOf(
    'case',
    scalarType(node) ?? 'dynamic',
    ...callArguments(node).map((item) => lowering.expression(item)),
  );
}

function around(node: SyntaxNode, lowering: Lowering): Expression {
  const [value, center, delta] = [0, 1, 2].map((index) => argument(node, index, lowering));
  if (value === undefined || center === undefined || delta === undefined)
    throw new Error('around: arguments');
  return callOf(
    'between',
    'bool',
    value,
    callOf('-', center.type, center, delta),
    callOf('+', center.type, center, delta),
  );
}

function columnIfExists(node: SyntaxNode, lowering: Lowering): Expression {
  const name = argument(node, 0, lowering);
  if (name.kind !== 'literal' || typeof name.value !== 'string')
    throw unsupported('column_ifexists() with a computed name');
  const wanted = name.value;
  const present = lowering.currentColumns?.find((column) => column.name === wanted);
  return present === undefined ? argument(node, 1, lowering) : columnReference(present);
}

function columnNamesOf(node: SyntaxNode, lowering: Lowering): Expression {
  const [table] = callArguments(node);
  if (table === undefined) throw unsupported('column_names_of() without an argument');
  const names = lowering.table(table).columns.map((column) => column.name);
  return literal('dynamic', JSON.stringify(names));
}

function packAll(node: SyntaxNode, lowering: Lowering): Expression {
  const ignoresEmpty = callArguments(node).length > 0 && isTrue(argument(node, 0, lowering));
  const pairs = columnsInScope(lowering, 'pack_all()').flatMap((column) => [
    literal('string', column.name),
    columnReference(column),
  ]);
  return callOf(ignoresEmpty ? 'bag_pack_present' : 'bag_pack', 'dynamic', ...pairs);
}

function isTrue(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value === true;
}

function bagPackColumns(node: SyntaxNode, lowering: Lowering): Expression {
  const pairs = lowerArguments(node, lowering).flatMap((value) => {
    if (value.kind !== 'column') throw unsupported('bag_pack_columns() of an expression');
    return [literal('string', value.name), value];
  });
  return callOf('bag_pack', 'dynamic', ...pairs);
}

/**
 * Rows with equal terms share a rank. It changes where the term differs from the one before: the dense rank counts such
 * rows, the other is the number of the last one.
 */
function rank(node: SyntaxNode, lowering: Lowering, running: string): Expression {
  const term = argument(node, 0, lowering);
  const restart = callArguments(node).length > 1 ? [argument(node, 1, lowering)] : [];
  const number = callOf('row_number', 'long', literal('long', 1n), ...restart);
  const isFirst = callOf('==', 'bool', number, literal('long', 1n));
  const isSame = callOf('==', 'bool', callOf('prev', term.type, term), term);
  const starts = callOf(
    'or',
    'bool',
    isFirst,
    callOf('not', 'bool', callOf('coalesce', 'bool', isSame, literal('bool', true))),
  );
  const step = running === 'row_cumsum' ? literal('long', 1n) : number;
  return callOf(
    running,
    'long',
    convertTo('long', callOf('case', 'long', starts, step, literal('long', 0n))),
    ...restart,
  );
}

const principal: Expression = { kind: 'parameter', type: 'string', name: '$principal' };

/** The emulator has no directory: it knows the name of the caller and nothing else. */
function principalDetails(): Expression {
  const known = ['UserPrincipalName', 'DisplayName', 'FQN'].flatMap((name) => [
    literal('string', name),
    principal,
  ]);
  const unknown = ['IdentityProvider', 'Authority', 'ObjectId', 'Type'].flatMap((name) => [
    literal('string', name),
    literal('string', ''),
  ]);
  return callOf(
    'bag_pack',
    'dynamic',
    ...known,
    ...unknown,
    literal('string', 'Mfa'),
    literal('string', 'False'),
  );
}

/** Whether one of the names is that of the caller; there are no groups. */
function isPrincipal(node: SyntaxNode, lowering: Lowering): Expression {
  const names = lowerArguments(node, lowering);
  if (names.some((name) => name.kind !== 'literal'))
    throw semanticError(
      'SEM0218',
      'Semantic error: SEM0218: current_principal_is_member_of(): arguments must be string literals.',
    );
  return callOf('in', 'bool', principal, ...names);
}
