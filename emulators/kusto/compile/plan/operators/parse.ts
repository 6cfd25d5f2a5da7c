import { unsupported } from '../../../types/kql-error.ts';
import { child, children, kustoTypeOf, listElements, literalText, namedParameters, nodeName, simpleName, type SyntaxNode, textOf } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import { type Column, type Expression, literal, passThrough, type NamedExpression, type Plan } from '../logical.ts';
import { projection } from './project.ts';

export function lowerParse(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  return parsed(node, input, lowering, columns);
}

/** Like parse, and drops the rows that do not match. */
export function lowerParseWhere(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const subject = convertTo('string', lowering.expression(child(node, 'Expression')));
  const { regex } = patternOf(node);
  const predicate: Expression = { kind: 'call', type: 'bool', name: 'parse_matches', arguments: [subject, literal('string', regex)] };
  const matching: Plan = { kind: 'filter', input, predicate, columns: input.columns, isSerialized: input.isSerialized };
  return parsed(node, matching, lowering, columns);
}

interface Captured {
  name: string;
  type: Column['type'];
}

function parsed(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const subject = convertTo('string', lowering.expression(child(node, 'Expression')));
  const { regex, captures, isStrict } = patternOf(node);
  const values = new Map(
    captures.map((capture, index): [string, Expression] => [capture.name, captureValue(subject, regex, index, capture, isStrict, captures)]),
  );
  const kept = passThrough(input.columns);
  const items: NamedExpression[] = columns.map((column) => {
    const expression = values.get(column.name) ?? kept.find((item) => item.name === column.name)?.expression;
    if (expression === undefined) throw new Error(`parse: no value for ${column.name}`);
    return { ...column, expression };
  });
  return projection(input, items);
}

/** `parse_capture(subject, regex, group, groups, isStrict, types…)`: the text of one group, converted to its type. */
function captureValue(
  subject: Expression,
  regex: string,
  index: number,
  capture: Captured,
  isStrict: boolean,
  captures: Captured[],
): Expression {
  const types = captures.map((other) => literal('string', other.type));
  const options = [literal('string', regex), literal('long', BigInt(index)), literal('bool', isStrict)];
  return { kind: 'call', type: capture.type, name: 'parse_capture', arguments: [subject, ...options, ...types] };
}

interface ParsePattern {
  regex: string;
  captures: Captured[];
  /** kind=simple: one value that cannot be converted fails the whole match. */
  isStrict: boolean;
}

/** The pattern as one regular expression over the whole text (RE2 syntax), one group per captured column. */
function patternOf(node: SyntaxNode): ParsePattern {
  const parameters = namedParameters(node);
  const kind = textOf(parameters.get('kind') ?? node).toLowerCase();
  const isRegex = kind === 'regex';
  const flags = parameters.get('flags');
  const captures: Captured[] = [];
  const parts = listElements(child(node, 'Patterns'));
  let body = '';
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    body += partRegex(part, isLast, isRegex, captures);
  }
  const givenFlags = flags === undefined ? '' : textOf(flags).replaceAll(/["']/g, '');
  const letters = isRegex ? givenFlags : '';
  if (!/^[imsU]*$/.test(letters)) throw unsupported(`parse with flags=${letters}`);
  const modes = isRegex ? letters : 's';
  return { regex: `${modes === '' ? '' : `(?${modes})`}^${body}${isRegex ? '' : '$'}`, captures, isStrict: kind !== 'relaxed' };
}

function partRegex(part: SyntaxNode, isLast: boolean, isRegex: boolean, captures: Captured[]): string {
  switch (nodeName(part)) {
    case 'StarExpression':
      return isLast ? '.*' : '.*?';
    case 'LiteralExpression':
      return isRegex ? `(?:${literalText(part)})` : escapeRegex(literalText(part));
    case 'CompoundStringLiteralExpression':
      return escapeRegex(children(child(part, 'Tokens')).map((token) => (token as unknown as { ValueText: string }).ValueText).join(''));
    case 'NameDeclaration':
      captures.push({ name: simpleName(part), type: 'string' });
      return isLast && !isRegex ? '(.*)' : '(.*?)';
    case 'NameAndTypeDeclaration': {
      const type = declaredType(part);
      captures.push({ name: simpleName(child(part, 'Name')), type });
      return typedGroup(type, isLast && !isRegex);
    }
    default:
      throw unsupported(`'${textOf(part)}' in a parse pattern`);
  }
}

function declaredType(part: SyntaxNode): Column['type'] {
  const symbol = child(part, 'Name').ReferencedSymbol;
  return kustoTypeOf(symbol?.Type) ?? 'string';
}

function typedGroup(type: Column['type'], isLast: boolean): string {
  if (type === 'int' || type === 'long') return '\\s*([+-]?\\d+)';
  if (type === 'real' || type === 'decimal') return '\\s*([+-]?\\d*\\.?\\d+(?:[eE][+-]?\\d+)?)';
  return isLast ? '(.*)' : '(.*?)';
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
