import { toRe2 } from '../../../functions/regex.ts';
import { unsupported } from '../../../types/kql-error.ts';
import {
  child,
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
import { both } from '../expression-parts.ts';
import {
  type Column,
  callOf,
  columnReference,
  type Expression,
  filterOf,
  literal,
  type NamedExpression,
  type Plan,
  passThrough,
} from '../logical.ts';
import { projection } from './project.ts';

export function lowerParse(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const pattern = patternOf(node);
  const parsed = withValues(input, subjectOf(node, lowering), pattern);
  return withColumns(input, parsed, pattern, columns);
}

/** Like parse, and drops the rows that do not match. */
export function lowerParseWhere(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const subject = subjectOf(node, lowering);
  const pattern = patternOf(node);
  const regex = literal('string', pattern.regex);
  const matching = filterOf(input, callOf('parse_matches', 'bool', subject, regex));
  const parsed = withValues(matching, subject, pattern);
  const fits = allFit(pattern);
  return withColumns(
    input,
    fits === null ? parsed : filterOf(parsed, fits),
    { ...pattern, isStrict: false },
    columns,
  );
}

interface Captured {
  name: string;
  type: Column['type'];
  /** Its number among the groups of the expression. */
  group: number;
}

function subjectOf(node: SyntaxNode, lowering: Lowering): Expression {
  return convertTo('string', lowering.expression(child(node, 'Expression')));
}

/** The input with a hidden column for each captured value: the pattern is matched once per row. */
function withValues(input: Plan, subject: Expression, { regex, captures, groups }: ParsePattern): Plan {
  if (captures.length === 0) return input;
  const count = literal('long', BigInt(groups));
  const match: NamedExpression = {
    name: '$match',
    type: 'dynamic',
    expression: callOf('parse_match', 'dynamic', subject, literal('string', regex), count),
  };
  const matched = projection(input, [...passThrough(input.columns), match]);
  const values = captures.map(
    (captured): NamedExpression => ({
      ...hiddenColumn(captured),
      expression: callOf(
        'parse_group',
        captured.type,
        columnReference(match),
        literal('long', BigInt(captured.group)),
      ),
    }),
  );
  return projection(matched, [...passThrough(input.columns), ...values]);
}

/** The operator's columns; unless the pattern is relaxed, one value that does not fit leaves all of them empty. */
function withColumns(input: Plan, parsed: Plan, pattern: ParsePattern, columns: Column[]): Plan {
  const fits = pattern.isStrict ? allFit(pattern) : null;
  const values = new Map(
    pattern.captures.map((captured): [string, Expression] => {
      const value = columnReference(hiddenColumn(captured));
      const nothing = literal(captured.type, captured.type === 'string' ? '' : null);
      return [captured.name, fits === null ? value : callOf('case', captured.type, fits, value, nothing)];
    }),
  );
  const kept = new Map(passThrough(input.columns).map((item) => [item.name, item.expression]));
  const items = columns.map((column): NamedExpression => {
    const expression = values.get(column.name) ?? kept.get(column.name);
    if (expression === undefined) throw new Error(`parse: no value for ${column.name}`);
    return { ...column, expression };
  });
  return projection(parsed, items);
}

function hiddenColumn({ type, group }: Captured): Column {
  return { name: `$group${group}`, type };
}

/** Every text is a string; other types may fail to convert. Null when nothing can. */
function allFit({ captures, isStrict }: ParsePattern): Expression | null {
  const checks = captures
    .filter(({ type }) => isStrict && type !== 'string' && type !== 'dynamic')
    .map((captured) => callOf('isnotnull', 'bool', columnReference(hiddenColumn(captured))));
  const [first, ...rest] = checks;
  if (first === undefined) return null;
  return rest.reduce(both, first);
}

interface ParsePattern {
  regex: string;
  captures: Captured[];
  /** Groups of the expression, those that the query's own expressions open too. */
  groups: number;
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
  const body = parts
    .map((part, index) => {
      const isEdge = index === 0 || index === parts.length - 1;
      if (isEdge && parts.length > 1 && !mode.isRegex && nodeName(part) === 'StarExpression') return '';
      return partRegex(part, index === parts.length - 1, mode);
    })
    .join('');
  const flagGroup = mode.isRegex ? letters : 's';
  const isOpen = (at: number) => !mode.isRegex && nodeName(parts.at(at) ?? node) === 'StarExpression';
  // A pattern that begins or ends with `*` need not match the rest of the text.
  const start = isOpen(0) && parts.length > 1 ? '' : '^';
  const end = mode.isRegex || (isOpen(-1) && parts.length > 1) ? '' : '$';
  const regex = `${flagGroup === '' ? '' : `(?${flagGroup})`}${start}${body}${end}`;
  return { regex, captures: mode.captures, groups: mode.groups, isStrict: !mode.isRelaxed };
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
    case 'CompoundStringLiteralExpression':
      return literalRegex(literalText(part), mode);
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
  return `(?:${toRe2(text)})`;
}

const numberRegex: Partial<Record<Column['type'], string>> = {
  int: '[+-]?[0-9]+',
  long: '[+-]?[0-9]+',
  real: '[+-]?[0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]+)?',
  decimal: '[+-]?[0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]+)?',
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
