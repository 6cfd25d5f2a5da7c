import {
  child,
  children,
  elements,
  literalText,
  nodeName,
  type SyntaxNode,
  simpleName,
  symbolKind,
  textOf,
  tokenText,
} from '../parse/syntax-tree.ts';
import type { Lowering } from './context.ts';
import { convertTo } from './convert.ts';
import { type Column, callOf, columnReference, type Expression, literal, type Plan } from './logical.ts';
import { mapExpression } from './map-expression.ts';

export interface SearchOptions {
  isCaseSensitive: boolean;
  /** A comparison with a column that the table lacks: it does not hold, or the column counts as null. */
  absentColumn: 'false' | 'null';
}

/** The condition of search or find over one table; a bare term is looked for in all of its text columns. */
export function searchCondition(
  node: SyntaxNode,
  plan: Plan,
  options: SearchOptions,
  lowering: Lowering,
): Expression {
  const inner = (part: SyntaxNode) => searchCondition(part, plan, options, lowering);
  switch (nodeName(node)) {
    case 'ParenthesizedExpression':
      return inner(child(node, 'Expression'));
    case 'LiteralExpression':
    case 'CompoundStringLiteralExpression':
      return isText(node)
        ? termInAnyColumn(literalText(node), plan, options)
        : columnCondition(node, plan, options, lowering);
    case 'StarExpression':
      return literal('bool', true);
    case 'BinaryExpression': {
      const operator = tokenText(node, 'Operator');
      const [left, right] = [child(node, 'Left'), child(node, 'Right')];
      if (operator === 'and' || operator === 'or') return combined(operator, [inner(left), inner(right)]);
      if (nodeName(left) === 'StarExpression')
        return anyTextColumn(plan, operator, lowering.expression(right));
      return columnCondition(node, plan, options, lowering);
    }
    case 'FunctionCallExpression': {
      const [operand] = elements(child(node, 'ArgumentList'), 'Expressions');
      if (textOf(child(node, 'Name')) === 'not' && operand !== undefined)
        return combined('not', [inner(operand)]);
      return columnCondition(node, plan, options, lowering);
    }
    default:
      return columnCondition(node, plan, options, lowering);
  }
}

/** Names of the columns that a condition mentions. */
export function columnsMentioned(node: SyntaxNode): Set<string> {
  if (symbolKind(node) === 'ColumnSymbol') return new Set([node.ReferencedSymbol?.Name ?? simpleName(node)]);
  return new Set(children(node).flatMap((part) => [...columnsMentioned(part)]));
}

function combined(name: string, operands: Expression[]): Expression {
  return callOf(name, 'bool', ...operands);
}

/** The binder takes a bare term for a bool. */
function isText(node: SyntaxNode): boolean {
  return nodeName(node) !== 'LiteralExpression' || /^[hH]?@?["'`~]/.test(textOf(node));
}

/** Which operator a term stands for depends on its wildcards (search-operator.md, search predicate syntax). */
function termInAnyColumn(term: string, plan: Plan, { isCaseSensitive }: SearchOptions): Expression {
  const suffix = isCaseSensitive ? '_cs' : '';
  const bare = term.replace(/^\*/, '').replace(/\*$/, '');
  if (bare === '' && term !== '') return literal('bool', true);
  if (bare.includes('*')) {
    const body = bare
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*');
    const start = term.startsWith('*') ? '' : '\\b';
    const end = term.endsWith('*') ? '' : '\\b';
    const regex = literal('string', `${isCaseSensitive ? '' : '(?i)'}${start}${body}${end}`);
    return anyTextColumn(plan, 'matches regex', regex);
  }
  const [isOpenStart, isOpenEnd] = [term.startsWith('*'), term.endsWith('*')];
  const operator = isOpenStart ? (isOpenEnd ? 'contains' : 'hassuffix') : isOpenEnd ? 'hasprefix' : 'has';
  return anyTextColumn(plan, `${operator}${suffix}`, literal('string', bare));
}

/** `* operator value`: the test of every column that holds text. */
export function anyTextColumn(plan: Pick<Plan, 'columns'>, operator: string, value: Expression): Expression {
  return plan.columns
    .filter((column) => column.type === 'string' || column.type === 'dynamic')
    .map((column) => combined(operator, [convertTo('string', columnReference(column)), value]))
    .reduce((all, test) => combined('or', [all, test]), literal('bool', false));
}

function columnCondition(
  node: SyntaxNode,
  plan: Plan,
  options: SearchOptions,
  lowering: Lowering,
): Expression {
  const condition = operatorsOf(lowering.over(plan.columns).expression(node), options);
  const isKnown = (column: Column) =>
    plan.columns.some((own) => own.name === column.name && own.type === column.type);
  const absent = columnsIn(condition).filter((column) => !isKnown(column));
  if (absent.length === 0) return condition;
  if (options.absentColumn === 'false') return literal('bool', false);
  return mapExpression(condition, (part) => {
    if (part.kind !== 'column' || isKnown(part)) return part;
    // The binder knows one of the types of a column that has several.
    const own = plan.columns.find((column) => column.name === part.name);
    return own === undefined
      ? literal(part.type, part.type === 'string' ? '' : null)
      : convertTo(part.type, columnReference(own));
  });
}

const caseSensitive = new Set(['has', 'contains', 'startswith', 'endswith', 'hasprefix', 'hassuffix']);

/** `column:"term"` is `column has "term"`; with kind=case_sensitive every operator on texts respects case. */
function operatorsOf(expression: Expression, { isCaseSensitive }: SearchOptions): Expression {
  return mapExpression(expression, (part) => {
    if (part.kind !== 'call') return part;
    const name = part.name === ':' ? 'has' : part.name;
    const bare = name.replace(/^!/, '');
    const respects = isCaseSensitive && caseSensitive.has(bare);
    return { ...part, name: respects ? `${name}_cs` : name };
  });
}

function columnsIn(expression: Expression): Column[] {
  const found: Column[] = [];
  mapExpression(expression, (part) => {
    if (part.kind === 'column') found.push(part);
    return part;
  });
  return found;
}
