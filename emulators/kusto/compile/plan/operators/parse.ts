import { unsupported } from '../../../types/kql-error.ts';
import {
  child,
  children,
  kustoTypeOf,
  listElements,
  literalText,
  namedParameters,
  nodeName,
  type SyntaxNode,
  simpleName,
  textOf,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import {
  type Column,
  type Expression,
  literal,
  type NamedExpression,
  type Plan,
  passThrough,
} from '../logical.ts';
import { projection } from './project.ts';

export function lowerParse(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  return parsed(node, input, lowering, columns);
}

/** Like parse, and drops the rows that do not match. */
export function lowerParseWhere(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const subject = convertTo('string', lowering.expression(child(node, 'Expression')));
  const { regex, captures, isStrict } = patternOf(node);
  const groups = isStrict
    ? captures.flatMap(({ group, type }) => [literal('long', BigInt(group)), literal('string', type)])
    : [];
  const predicate: Expression = {
    kind: 'call',
    type: 'bool',
    name: 'parse_matches',
    arguments: [subject, literal('string', regex), ...groups],
  };
  const matching: Plan = {
    kind: 'filter',
    input,
    predicate,
    columns: input.columns,
    isSerialized: input.isSerialized,
  };
  return parsed(node, matching, lowering, columns);
}

interface Captured {
  name: string;
  type: Column['type'];
  /** Its number among the groups of the expression. */
  group: number;
}

function parsed(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const subject = convertTo('string', lowering.expression(child(node, 'Expression')));
  const pattern = patternOf(node);
  const values = new Map(
    pattern.captures.map((capture): [string, Expression] => [
      capture.name,
      captureValue(subject, pattern, capture),
    ]),
  );
  const kept = passThrough(input.columns);
  const items: NamedExpression[] = columns.map((column) => {
    const expression = values.get(column.name) ?? kept.find((item) => item.name === column.name)?.expression;
    if (expression === undefined) throw new Error(`parse: no value for ${column.name}`);
    return { ...column, expression };
  });
  return projection(input, items);
}

/** `parse_capture(subject, regex, isStrict, group, type [, group, type …])`: one group's text as its type; then all groups. */
function captureValue(
  subject: Expression,
  { regex, captures, isStrict }: ParsePattern,
  capture: Captured,
): Expression {
  const groups = [capture, ...captures].flatMap(({ group, type }) => [
    literal('long', BigInt(group)),
    literal('string', type),
  ]);
  return {
    kind: 'call',
    type: capture.type,
    name: 'parse_capture',
    arguments: [subject, literal('string', regex), literal('bool', isStrict), ...groups],
  };
}

interface ParsePattern {
  regex: string;
  captures: Captured[];
  /** kind=simple: one value that cannot be converted fails the whole match. */
  isStrict: boolean;
}

/** The pattern as one regular expression over the whole text (RE2 syntax), a group for each captured column. */
function patternOf(node: SyntaxNode): ParsePattern {
  const parameters = namedParameters(node);
  const kind = textOf(parameters.get('kind') ?? node).toLowerCase();
  const mode: PatternMode = {
    isRegex: kind === 'regex',
    isRelaxed: kind === 'relaxed',
    groups: 0,
    captures: [],
  };
  const flags = parameters.get('flags');
  const letters = flags === undefined || !mode.isRegex ? '' : textOf(flags).replaceAll(/["']/g, '');
  if (!/^[imsU]*$/.test(letters)) throw unsupported(`parse with flags=${letters}`);
  const parts = listElements(child(node, 'Patterns'));
  const body = parts.map((part, index) => partRegex(part, index === parts.length - 1, mode)).join('');
  const flagGroup = mode.isRegex ? letters : 's';
  const regex = `${flagGroup === '' ? '' : `(?${flagGroup})`}^${body}${mode.isRegex ? '' : '$'}`;
  return { regex, captures: mode.captures, isStrict: !mode.isRelaxed };
}

interface PatternMode {
  isRegex: boolean;
  isRelaxed: boolean;
  /** Groups so far; those that the query's own expressions open count too. */
  groups: number;
  captures: Captured[];
}

function partRegex(part: SyntaxNode, isLast: boolean, mode: PatternMode): string {
  switch (nodeName(part)) {
    case 'StarExpression':
      return isLast || mode.isRegex ? '.*' : '.*?';
    case 'LiteralExpression':
      return literalRegex(literalText(part), mode);
    case 'CompoundStringLiteralExpression':
      return literalRegex(
        children(child(part, 'Tokens'))
          .map((token) => (token as unknown as { ValueText: string }).ValueText)
          .join(''),
        mode,
      );
    case 'NameDeclaration':
      return capture(simpleName(part), 'string', isLast, mode);
    case 'NameAndTypeDeclaration':
      return capture(simpleName(child(part, 'Name')), declaredType(part), isLast, mode);
    default:
      throw unsupported(`'${textOf(part)}' in a parse pattern`);
  }
}

function literalRegex(text: string, mode: PatternMode): string {
  if (!mode.isRegex) return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  mode.groups += [...text.matchAll(/\\.|\((?!\?(?!P<))/gs)].filter(([found]) => found === '(').length;
  return `(?:${text})`;
}

const numberRegex: Partial<Record<Column['type'], string>> = {
  int: '[+-]?\\d+',
  long: '[+-]?\\d+',
  real: '[+-]?\\d*\\.?\\d+(?:[eE][+-]?\\d+)?',
  decimal: '[+-]?\\d*\\.?\\d+(?:[eE][+-]?\\d+)?',
};

function capture(name: string, type: Column['type'], isLast: boolean, mode: PatternMode): string {
  mode.groups += 1;
  mode.captures.push({ name, type, group: mode.groups });
  const isGreedy = mode.isRegex || isLast;
  const number = numberRegex[type];
  if (number === undefined) return isGreedy ? '(.*)' : '(.*?)';
  // What is not a number leaves its column null in relaxed mode.
  return mode.isRelaxed ? `(?:\\s*(${number})|.*?)` : `\\s*(${number})`;
}

function declaredType(part: SyntaxNode): Column['type'] {
  const symbol = child(part, 'Name').ReferencedSymbol;
  return kustoTypeOf(symbol?.Type) ?? 'string';
}
