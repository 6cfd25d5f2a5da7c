import { unsupported } from '../../types/kql-error.ts';
import { matchingPattern, type PatternUse } from '../bind/patterns.ts';
import { child, elements, maybeChild, type SyntaxNode, simpleName } from '../parse/syntax-tree.ts';
import type { Lowering } from './context.ts';
import { literal, type Plan } from './logical.ts';
import { checkNameVisible } from './restriction.ts';
import { Scope } from './scope.ts';

/** The table that a use of a pattern stands for: the body of the definition with the same values. */
export function lowerPattern(use: PatternUse, lowering: Lowering): Plan {
  const { patterns, patternScopes } = lowering.state;
  checkNameVisible(use.name, lowering);
  const match = matchingPattern(use, patterns);
  const statement = patterns.find((candidate) => simpleName(child(candidate, 'Name')) === use.name);
  if (match === null || statement === undefined) throw new Error(`no definition of the pattern ${use.name}`);
  const outer = patternScopes.get(use.name) ?? lowering.scope;
  const inner = lowering.within(new Scope(outer.database, outer));
  for (const [index, name] of parameterNames(statement).entries()) {
    const value = [...use.values, use.path ?? ''][index];
    inner.scope.define(name, { kind: 'scalar', expression: literal('string', value ?? '') });
  }
  const body = child(match, 'Body');
  for (const item of elements(body, 'Statements')) inner.statement(item);
  const result = maybeChild(body, 'Expression');
  if (result === null) throw unsupported(`The pattern ${use.name} without a result`);
  return inner.table(result);
}

function parameterNames(statement: SyntaxNode): string[] {
  const declaration = child(statement, 'Pattern');
  const path = maybeChild(declaration, 'PathParameter');
  const parameters = [
    ...elements(declaration, 'Parameters'),
    ...(path === null ? [] : [child(path, 'Parameter')]),
  ];
  return parameters.map((parameter) => simpleName(child(parameter, 'Name')));
}
