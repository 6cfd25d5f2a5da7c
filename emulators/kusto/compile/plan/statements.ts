import { parseDatetime } from '../../types/datetime.ts';
import { semanticError, unsupported } from '../../types/kql-error.ts';
import {
  child,
  elements,
  isTabular,
  literalText,
  maybeChild,
  nodeName,
  type SyntaxNode,
  scalarType,
  simpleName,
  textOf,
} from '../parse/syntax-tree.ts';
import type { Lowering } from './context.ts';
import { type Expression, literal } from './logical.ts';
import { databaseCalled } from './named-database.ts';
import { lowerRestrict } from './restriction.ts';

type StatementLowering = (statement: SyntaxNode, lowering: Lowering) => void;

const lowerings: Record<string, StatementLowering> = {
  LetStatement: lowerLet,
  SetOptionStatement: lowerSet,
  QueryParametersStatement: lowerQueryParameters,
  PatternStatement: (statement, lowering) => {
    lowering.state.patterns.push(statement);
    lowering.state.patternScopes.set(simpleName(child(statement, 'Name')), lowering.scope.snapshot());
  },
  RestrictStatement: lowerRestrict,
  AliasStatement: lowerAlias,
};

/** Statements that name things or set options; they produce no result of their own. */
export function lowerStatement(statement: SyntaxNode, lowering: Lowering): void {
  const name = nodeName(statement);
  const lower = lowerings[name];
  if (lower === undefined)
    throw unsupported(`The statement '${name.replace(/Statement$/, '').toLowerCase()}'`);
  lower(statement, lowering);
}

function lowerLet(statement: SyntaxNode, lowering: Lowering): void {
  const name = simpleName(child(statement, 'Name'));
  const value = child(statement, 'Expression');
  // The binder has put the members of the group where the group is used.
  if (nodeName(value) === 'EntityGroup') {
    lowering.state.entityGroups.set(name, value);
    return;
  }
  if (nodeName(value) === 'FunctionDeclaration') {
    const symbol = child(statement, 'Name').ReferencedSymbol;
    const scope = lowering.scope.snapshot();
    if (symbol !== null) lowering.state.functionScopes.set(symbol, scope);
    lowering.state.functionNames.add(name);
    if (maybeChild(value, 'ViewKeyword') !== null)
      lowering.state.views.set(name, { body: child(value, 'Body'), scope });
  } else if (isTabular(value)) {
    lowering.scope.define(name, { kind: 'table', plan: lowering.table(value) });
  } else {
    lowering.scope.define(name, { kind: 'scalar', expression: lowering.expression(value) });
  }
}

/** The binder knows the alias from here on; another cluster's database is refused. */
function lowerAlias(statement: SyntaxNode, lowering: Lowering): void {
  databaseCalled(child(statement, 'Expression'), lowering);
}

function lowerSet(statement: SyntaxNode, lowering: Lowering): void {
  const clause = maybeChild(statement, 'ValueClause');
  const name = simpleName(child(statement, 'Name'));
  if (clause !== null && name.toLowerCase() === 'query_now')
    lowering.state.now = instantOf(child(clause, 'Expression'));
  lowering.state.options.set(name, clause === null ? true : optionText(child(clause, 'Expression')));
}

/** What the literal holds; a dynamic one as it is written. */
function optionText(value: SyntaxNode): string {
  return nodeName(value) === 'LiteralExpression' ? literalText(value) : textOf(value);
}

/** What now() is from here on. */
function instantOf(value: SyntaxNode): Expression {
  const ticks = parseDatetime(literalText(value));
  if (ticks === null)
    throw semanticError(
      'SEM0025',
      `Semantic error: SEM0025: set query_now: '${textOf(value)}' is not a datetime.`,
    );
  return literal('datetime', ticks);
}

function lowerQueryParameters(statement: SyntaxNode, lowering: Lowering): void {
  for (const parameter of elements(statement, 'Parameters')) {
    const declaration = child(parameter, 'NameAndType');
    const name = simpleName(child(declaration, 'Name'));
    const type = scalarType(child(declaration, 'Name'));
    if (type === null) throw unsupported(`The tabular query parameter '${name}'`);
    const given = maybeChild(parameter, 'DefaultValue');
    const defaultValue = given === null ? null : lowering.expression(child(given, 'Value'));
    lowering.state.parameters.set(name, { name, type, defaultValue });
    lowering.scope.define(name, { kind: 'scalar', expression: { kind: 'parameter', type, name } });
  }
}
