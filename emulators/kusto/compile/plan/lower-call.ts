import { aggregateFunctions } from '../../functions/aggregate/registry.ts';
import { scalarFunctions } from '../../functions/scalar/registry.ts';
import { KqlError, unsupported } from '../../types/kql-error.ts';
import { callArguments, functionName } from '../parse/calls.ts';
import { isAggregateSymbol } from '../parse/service-symbols.ts';
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
} from '../parse/syntax-tree.ts';
import { lowerArguments } from './call-arguments.ts';
import type { Lowering } from './context.ts';
import { convertTo } from './convert.ts';
import { graphCalls } from './graph/graph-calls.ts';
import type { Expression, Plan } from './logical.ts';
import { SchemaNeeded } from './plugins/plugin.ts';
import { Scope } from './scope.ts';
import { requestValues, specialCalls } from './special-calls.ts';

const maxFunctionDepth = 64;

/** A call of a built-in or user function in a scalar place; user functions are inlined. */
export function lowerCall(node: SyntaxNode, lowering: Lowering): Expression {
  const body = calledFunctionBody(node);
  if (body !== null) return inlineScalar(node, body, lowering);
  const name = functionName(node);
  const constant = name === 'now' ? lowering.state.now : requestValues[name];
  if (constant !== undefined && callArguments(node).length === 0) return constant;
  const ofGraph = graphCalls[name]?.(node, lowering) ?? null;
  if (ofGraph !== null) return ofGraph;
  const special = specialCalls[name];
  if (special !== undefined) return special(node, lowering);
  const type = scalarType(node) ?? columnsOf(node.ResultType)?.[0]?.type ?? 'dynamic';
  const lowered = lowerArguments(node, lowering);
  const kind = isAggregateCall(node, name) ? 'aggregate' : 'call';
  return { kind, type, name, arguments: lowered };
}

/** Some names are both, e.g. hll_merge: an aggregate in summarize, a function of several sketches elsewhere. */
function isAggregateCall(node: SyntaxNode, name: string): boolean {
  if (!aggregateFunctions.has(name)) return false;
  return !scalarFunctions.has(name) || isAggregateSymbol(node);
}

function inlineScalar(call: SyntaxNode, body: SyntaxNode, lowering: Lowering): Expression {
  return SchemaNeeded.within({ call, body }, () => {
    const inner = enterFunction(call, body, lowering);
    const result = maybeChild(body, 'Expression');
    if (result === null) throw unsupported(`The function ${functionName(call)}() without a result`);
    if (isTabular(result))
      return { kind: 'toscalar', type: scalarType(call) ?? 'dynamic', plan: inner.table(result) };
    return inner.expression(result);
  });
}

/** A call of a user function in a tabular place. */
export function inlineTable(call: SyntaxNode, body: SyntaxNode, lowering: Lowering, first?: Plan): Plan {
  return SchemaNeeded.within({ call, body }, () => {
    const inner = enterFunction(call, body, lowering, first);
    const result = maybeChild(body, 'Expression');
    if (result === null) throw unsupported(`The function ${functionName(call)}() without a result`);
    return inner.table(result);
  });
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
