import { KqlError, semanticError, unsupported } from '../../types/kql-error.ts';
import { parseLiteral } from '../../types/literal.ts';
import { parseTimespan } from '../../types/timespan.ts';
import {
  child,
  children,
  elements,
  isTabular,
  literalText,
  maybeChild,
  nodeName,
  type SyntaxNode,
  scalarType,
  simpleName,
  symbolKind,
  textOf,
  tokenText,
} from '../parse/syntax-tree.ts';
import { checkArithmetic } from './check-arithmetic.ts';
import { checkComparison } from './check-comparison.ts';
import type { Lowering } from './context.ts';
import { convertTo } from './convert.ts';
import { dynamicLiteral } from './dynamic-literal.ts';
import {
  type Column,
  callOf,
  columnReference,
  type Expression,
  type ExpressionOf,
  literal,
  type Plan,
} from './logical.ts';
import { lowerCall } from './lower-call.ts';
import { anyTextColumn } from './search-condition.ts';

type ExpressionLowering = (node: SyntaxNode, lowering: Lowering) => Expression;

const lowerings: Record<string, ExpressionLowering> = {
  LiteralExpression: lowerLiteral,
  CompoundStringLiteralExpression: (node) => literal('string', literalText(node)),
  DynamicExpression: (node) => literal('dynamic', dynamicLiteral(child(node, 'Expression'))),
  NameReference: lowerName,
  ParenthesizedExpression: (node, lowering) => lowering.expression(child(node, 'Expression')),
  SimpleNamedExpression: (node, lowering) => lowering.expression(child(node, 'Expression')),
  BinaryExpression: lowerBinary,
  PrefixUnaryExpression: lowerPrefix,
  BetweenExpression: lowerBetween,
  InExpression: lowerIn,
  HasAnyExpression: lowerIn,
  HasAllExpression: lowerIn,
  FunctionCallExpression: lowerCall,
  PathExpression: lowerPath,
  ElementExpression: lowerElement,
  AtExpression: lowerElement,
  BracketedExpression: (node, lowering) => lowering.expression(child(node, 'Expression')),
  OrderedExpression: (node, lowering) => lowering.expression(child(node, 'Expression')),
  ToScalarExpression: (node, lowering) => scalarOf(node, child(node, 'Expression'), lowering),
  TypeOfLiteralExpression: (node) => literal('string', children(node).map(textOf).slice(2, -1).join('')),
};

/** Lowers a bound scalar expression. */
export function lowerExpression(node: SyntaxNode, lowering: Lowering): Expression {
  const name = nodeName(node);
  const lower = lowerings[name];
  if (lower === undefined) throw unsupported(`The expression '${textOf(node).slice(0, 80)}' (${name})`);
  return lower(node, lowering);
}

function lowerLiteral(node: SyntaxNode): Expression {
  const type = scalarType(node);
  const text = literalText(node);
  if (type === null || type === 'string') return literal('string', text);
  if (type === 'dynamic') return literal('dynamic', null);
  const value = parseLiteral(type, text);
  if (value === undefined) {
    const clock = type === 'datetime' ? clockOfToday(node) : null;
    if (clock !== null) return clock;
    if (type === 'long' || type === 'int')
      throw new KqlError('syntax', 'SYN0002', `Syntax error: '${text}' is not a valid ${type}.`);
    throw new KqlError(
      'semantic',
      'SEM0025',
      `Semantic error: SEM0025: '${textOf(node)}' is not a valid ${type} literal.`,
    );
  }
  if (
    typeof value === 'bigint' &&
    (type === 'long' || type === 'int') &&
    BigInt.asIntN(type === 'int' ? 32 : 64, value) !== value
  ) {
    throw new KqlError(
      'syntax',
      'SYN0002',
      `Syntax error: the literal ${text} is out of the range of ${type}.`,
    );
  }
  return literal(type, value);
}

/** `datetime(8:30)` is a time of the day on which the query runs. */
function clockOfToday(node: SyntaxNode): Expression | null {
  const text = literalText(node).trim();
  const ticks = /^\d{1,2}:\d{2}(:\d{2}(\.\d{1,7})?)?$/.test(text) ? parseTimespan(text) : null;
  if (ticks === null) return null;
  const now: Expression = { kind: 'parameter', type: 'datetime', name: '$now' };
  const today: Expression = callOf('startofday', 'datetime', now);
  return callOf('+', 'datetime', today, literal('timespan', ticks));
}

function lowerName(node: SyntaxNode, lowering: Lowering): Expression {
  const name = simpleName(node);
  switch (symbolKind(node)) {
    case 'ColumnSymbol': {
      const outer = node.ReferencedSymbol && lowering.state.outerColumns.get(node.ReferencedSymbol);
      if (outer) return outer;
      return {
        kind: 'column',
        type: scalarType(node) ?? 'dynamic',
        name: node.ReferencedSymbol?.Name ?? name,
      };
    }
    case 'VariableSymbol':
    case 'ParameterSymbol': {
      const binding = lowering.scope.find(name);
      if (binding?.kind === 'scalar') return binding.expression;
      if (binding?.kind === 'table') return firstValue(binding.plan);
      if (binding?.kind === 'element') return binding.element.whole();
      throw new Error(`'${name}' is not bound to a value`);
    }
    case 'FunctionSymbol':
      return lowerCall(node, lowering);
    default:
      if (node.ReferencedSymbol !== null) throw unsupported(`The name '${name}' in this place`);
      throw semanticError(
        'SEM0100',
        `Semantic error: SEM0100: The name '${name}' does not refer to any known column, table, variable or function.`,
      );
  }
}

function lowerBinary(node: SyntaxNode, lowering: Lowering): Expression {
  const operator = tokenText(node, 'Operator');
  if (nodeName(child(node, 'Left')) === 'StarExpression') {
    if (lowering.currentColumns === null) throw unsupported(`* ${operator} in this place`);
    const value = lowering.expression(child(node, 'Right'));
    return anyTextColumn({ columns: [...lowering.currentColumns] }, operator, value);
  }
  const left = lowering.expression(child(node, 'Left'));
  const right = lowering.expression(child(node, 'Right'));
  const sides = [child(node, 'Left'), child(node, 'Right')];
  checkArithmetic(operator, sides);
  checkComparison(operator, sides);
  return callOf(operator, scalarType(node) ?? 'dynamic', left, right);
}

function lowerPrefix(node: SyntaxNode, lowering: Lowering): Expression {
  const operand = lowering.expression(child(node, 'Expression'));
  if (tokenText(node, 'Operator') === '+') return operand;
  if (
    operand.kind === 'literal' &&
    (typeof operand.value === 'bigint' || typeof operand.value === 'number')
  ) {
    return literal(operand.type, -operand.value);
  }
  return callOf('negate', scalarType(node) ?? operand.type, operand);
}

function lowerBetween(node: SyntaxNode, lowering: Lowering): Expression {
  const range = child(node, 'Right');
  const subject = lowering.expression(child(node, 'Left'));
  const first = lowering.expression(child(range, 'First'));
  const second = lowering.expression(child(range, 'Second'));
  const isSpan = subject.type === 'datetime' && second.type === 'timespan';
  const end: Expression = isSpan ? callOf('+', 'datetime', first, second) : second;
  return callOf(tokenText(node, 'Operator'), 'bool', subject, first, end);
}

function lowerIn(node: SyntaxNode, lowering: Lowering): Expression {
  const operator = maybeChild(node, 'Operator') === null ? operatorWord(node) : tokenText(node, 'Operator');
  const operand = lowering.expression(child(node, 'Left'));
  const list = elements(child(node, 'Right'), 'Expressions');
  const [only] = list;
  if (list.length === 1 && only !== undefined && isTabular(only)) {
    const plan = lowering.table(only);
    if (operator.startsWith('has_')) return callOf(operator, 'bool', operand, valuesOf(plan));
    return { kind: 'inTable', type: 'bool', operator, operand, plan };
  }
  const candidates = list.map((item) => lowering.expression(item));
  return callOf(operator, 'bool', operand, ...candidates);
}

function operatorWord(node: SyntaxNode): string {
  return nodeName(node) === 'HasAllExpression' ? 'has_all' : 'has_any';
}

/** The distinct values of the table's first column as an array, computed once. */
function valuesOf(input: Plan): Expression {
  const [column] = input.columns;
  if (column === undefined) throw unsupported('has_any or has_all over a table without columns');
  const values: Column = { name: '$values', type: 'dynamic' };
  const texts = convertTo('string', columnReference(column));
  const set: Expression = { kind: 'aggregate', type: 'dynamic', name: 'make_set', arguments: [texts] };
  const items = [{ ...values, expression: set }];
  return scalarPlan({ kind: 'aggregate', input, keys: [], items, columns: [values], isSerialized: false });
}

function lowerPath(node: SyntaxNode, lowering: Lowering): Expression {
  const selector = child(node, 'Selector');
  if (nodeName(selector) === 'FunctionCallExpression') return lowerCall(selector, lowering);
  const property = elementProperty(child(node, 'Expression'), selector, lowering);
  if (property !== null) return property;
  const record = recordValue(node, selector, lowering);
  if (record !== null) return record;
  const base = lowering.expression(child(node, 'Expression'));
  const isComputed = nodeName(selector) === 'BracketedExpression';
  return step(base, isComputed ? lowering.expression(selector) : literal('string', simpleName(selector)));
}

/** `n.name` for a node or edge of a graph pattern. */
function elementProperty(base: SyntaxNode, selector: SyntaxNode, lowering: Lowering): Expression | null {
  if (nodeName(base) !== 'NameReference' || nodeName(selector) === 'BracketedExpression') return null;
  const binding = lowering.scope.find(simpleName(base));
  if (binding?.kind !== 'element') return null;
  return binding.element.property(selector.ReferencedSymbol?.Name ?? simpleName(selector));
}

/** `step.column` inside scan. */
function recordValue(node: SyntaxNode, selector: SyntaxNode, lowering: Lowering): Expression | null {
  const owner = child(node, 'Expression');
  if (nodeName(owner) !== 'NameReference') return null;
  const binding = lowering.scope.find(simpleName(owner));
  if (binding?.kind !== 'record') return null;
  return binding.columns.get(simpleName(selector)) ?? null;
}

function lowerElement(node: SyntaxNode, lowering: Lowering): Expression {
  const base = lowering.expression(child(node, 'Expression'));
  return step(base, lowering.expression(child(node, 'Selector')));
}

function step(base: Expression, selector: Expression): Expression {
  if (base.kind === 'path') return { ...base, steps: [...base.steps, selector] };
  return { kind: 'path', type: 'dynamic', base: convertTo('dynamic', base), steps: [selector] };
}

function scalarOf(node: SyntaxNode, inner: SyntaxNode, lowering: Lowering): Expression {
  if (!isTabular(inner)) return lowering.expression(inner);
  const plan = lowering.table(inner);
  const type = scalarType(node) ?? plan.columns[0]?.type ?? 'dynamic';
  return { kind: 'toscalar', type, plan };
}

function firstValue(plan: Parameters<typeof scalarPlan>[0]): Expression {
  return scalarPlan(plan);
}

function scalarPlan(plan: ExpressionOf<'toscalar'>['plan']): Expression {
  return { kind: 'toscalar', type: plan.columns[0]?.type ?? 'dynamic', plan };
}
