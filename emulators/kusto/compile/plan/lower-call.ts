import { aggregateFunctions } from '../../functions/aggregate/registry.ts';
import { KqlError, unsupported } from '../../types/kql-error.ts';
import {
  calledFunctionBody,
  child,
  columnsOf,
  elements,
  isTabular,
  maybeChild,
  nodeName,
  type SyntaxNode,
  scalarType,
  simpleName,
  textOf,
} from '../parse/syntax-tree.ts';
import type { Lowering } from './context.ts';
import { convertTo } from './convert.ts';
import { type Expression, literal, type Plan } from './logical.ts';
import { Scope } from './scope.ts';

const maxFunctionDepth = 64;

/** A call of a built-in or user function in a scalar place; user functions are inlined. */
export function lowerCall(node: SyntaxNode, lowering: Lowering): Expression {
  const body = calledFunctionBody(node);
  if (body !== null) return inlineScalar(node, body, lowering);
  const name = functionName(node);
  const constant = requestValues[name];
  if (constant !== undefined && callArguments(node).length === 0) return constant;
  const special = specialCalls[name];
  if (special !== undefined) return special(node, lowering);
  const type = scalarType(node) ?? columnsOf(node.ResultType)?.[0]?.type ?? 'dynamic';
  const lowered = callArguments(node).map((argument) => lowering.expression(argument));
  const kind = aggregateFunctions.has(name) ? 'aggregate' : 'call';
  return { kind, type, name, arguments: lowered };
}

export function functionName(node: SyntaxNode): string {
  return nodeName(node) === 'FunctionCallExpression' ? simpleName(child(node, 'Name')) : simpleName(node);
}

export function callArguments(node: SyntaxNode): SyntaxNode[] {
  const list = maybeChild(node, 'ArgumentList');
  return list === null ? [] : elements(list, 'Expressions');
}

/** Functions whose value is fixed for the whole request. */
const requestValues: Record<string, Expression> = {
  now: { kind: 'parameter', type: 'datetime', name: '$now' },
  current_principal: { kind: 'parameter', type: 'string', name: '$principal' },
  current_cluster_endpoint: { kind: 'parameter', type: 'string', name: '$cluster' },
};

const specialCalls: Record<string, (node: SyntaxNode, lowering: Lowering) => Expression> = {
  now: (node, lowering) => plus(requestValue('now'), argument(node, 0, lowering)),
  ago: (node, lowering) => ({
    kind: 'call',
    type: 'datetime',
    name: '-',
    arguments: [requestValue('now'), argument(node, 0, lowering)],
  }),
  current_database: (_, lowering) => literal('string', lowering.scope.database),
  ingestion_time: () => ({ kind: 'call', type: 'datetime', name: 'ingestion_time', arguments: [] }),
  toscalar: (node, lowering) => tableValue(callArguments(node)[0], lowering),
  column_ifexists: columnIfExists,
  columnifexists: columnIfExists,
  pack_all: packAll,
  iff: conditional,
  iif: conditional,
  materialize: (node, lowering) => tableValue(callArguments(node)[0], lowering),
};

function requestValue(name: string): Expression {
  const value = requestValues[name];
  if (value === undefined) throw new Error(`no request value ${name}`);
  return value;
}

function plus(left: Expression, right: Expression): Expression {
  return { kind: 'call', type: left.type, name: '+', arguments: [left, right] };
}

export function argument(node: SyntaxNode, index: number, lowering: Lowering): Expression {
  const found = callArguments(node)[index];
  if (found === undefined)
    throw new KqlError('semantic', 'SEM0219', `${functionName(node)}() misses argument ${index + 1}.`);
  return lowering.expression(found);
}

function tableValue(node: SyntaxNode | undefined, lowering: Lowering): Expression {
  if (node === undefined) throw unsupported('toscalar() without an argument');
  if (!isTabular(node)) return lowering.expression(node);
  const plan = lowering.table(node);
  return { kind: 'toscalar', type: plan.columns[0]?.type ?? 'dynamic', plan };
}

/** The binder has resolved the name when the column exists: then the call's first argument is that column. */
function columnIfExists(node: SyntaxNode, lowering: Lowering): Expression {
  const name = argument(node, 0, lowering);
  if (name.kind !== 'literal' || typeof name.value !== 'string')
    throw unsupported('column_ifexists() with a computed name');
  const wanted = name.value;
  const present = lowering.currentColumns?.find((column) => column.name === wanted);
  if (present !== undefined) return { kind: 'column', type: present.type, name: present.name };
  return argument(node, 1, lowering);
}

function packAll(node: SyntaxNode, lowering: Lowering): Expression {
  const columns = lowering.currentColumns;
  if (columns === null) throw unsupported('pack_all() in this place');
  const ignoresEmpty = callArguments(node).length > 0 && isTrue(argument(node, 0, lowering));
  const pairs = columns.flatMap((column): Expression[] => [
    literal('string', column.name),
    { kind: 'column', type: column.type, name: column.name },
  ]);
  return {
    kind: 'call',
    type: 'dynamic',
    name: ignoresEmpty ? 'bag_pack_present' : 'bag_pack',
    arguments: pairs,
  };
}

function isTrue(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value === true;
}

function conditional(node: SyntaxNode, lowering: Lowering): Expression {
  const type = scalarType(node) ?? 'dynamic';
  const lowered = callArguments(node).map((item) => lowering.expression(item));
  return { kind: 'call', type, name: 'case', arguments: lowered };
}

function inlineScalar(call: SyntaxNode, body: SyntaxNode, lowering: Lowering): Expression {
  const inner = enterFunction(call, body, lowering);
  const result = maybeChild(body, 'Expression');
  if (result === null) throw unsupported(`The function ${functionName(call)}() without a result`);
  if (isTabular(result))
    return { kind: 'toscalar', type: scalarType(call) ?? 'dynamic', plan: inner.table(result) };
  return inner.expression(result);
}

/** A call of a user function in a tabular place. */
export function inlineTable(call: SyntaxNode, body: SyntaxNode, lowering: Lowering, first?: Plan): Plan {
  const inner = enterFunction(call, body, lowering, first);
  const result = maybeChild(body, 'Expression');
  if (result === null) throw unsupported(`The function ${functionName(call)}() without a result`);
  return inner.table(result);
}

/** Binds arguments to parameters and the body's let statements; `first` is the table that invoke pipes in. */
function enterFunction(call: SyntaxNode, body: SyntaxNode, lowering: Lowering, first?: Plan): Lowering {
  const scope = lowering.functionScope(call);
  if (scope.depth > maxFunctionDepth)
    throw new KqlError('semantic', 'SEM0260', `Semantic error: '${functionName(call)}' calls itself.`);
  const inner = new Scope(scope.database, scope, lowering.scope.depth + 1);
  bindArguments(call, inner, lowering, first);
  const entered = lowering.within(inner);
  for (const statement of elements(body, 'Statements')) entered.statement(statement);
  return entered;
}

function bindArguments(call: SyntaxNode, inner: Scope, lowering: Lowering, first: Plan | undefined): void {
  const parameters = lowering.functionParameters(call);
  const given = callArguments(call);
  const offset = first === undefined ? 0 : 1;
  for (const [index, parameter] of parameters.entries()) {
    if (index === 0 && first !== undefined) {
      inner.define(parameter.name, { kind: 'table', plan: first });
      continue;
    }
    const byName = given.find(
      (item) =>
        nodeName(item) === 'SimpleNamedExpression' && simpleName(child(item, 'Name')) === parameter.name,
    );
    const positional = given[index - offset];
    const node =
      byName ??
      (positional !== undefined && nodeName(positional) !== 'SimpleNamedExpression' ? positional : undefined);
    if (node === undefined) {
      if (parameter.defaultValue !== null)
        inner.define(parameter.name, { kind: 'scalar', expression: parameter.defaultValue });
    } else if (isTabular(node)) {
      inner.define(parameter.name, { kind: 'table', plan: lowering.table(node) });
    } else {
      const expression = lowering.expression(node);
      inner.define(parameter.name, {
        kind: 'scalar',
        expression: parameter.type === null ? expression : convertTo(parameter.type, expression),
      });
    }
  }
}

export function describe(node: SyntaxNode): string {
  return textOf(node).slice(0, 80);
}
