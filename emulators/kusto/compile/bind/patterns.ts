import { KqlError } from '../../types/kql-error.ts';
import {
  child,
  children,
  elements,
  literalText,
  maybeChild,
  nodeName,
  positionOf,
  type SyntaxNode,
  simpleName,
  symbolKind,
} from '../parse/syntax-tree.ts';

/** A use of a pattern: the values of its arguments and its path, null where it has none. */
export interface PatternUse {
  name: string;
  values: readonly string[];
  path: string | null;
}

/** The use of a pattern that a node is: `p("a").b` or `p("a")`; null for any other node. */
export function patternUse(node: SyntaxNode): PatternUse | null {
  if (nodeName(node) === 'PathExpression') {
    const use = patternUse(child(node, 'Expression'));
    return use === null ? null : { ...use, path: pathText(child(node, 'Selector')) };
  }
  if (nodeName(node) !== 'FunctionCallExpression' || symbolKind(node) !== 'PatternSymbol') return null;
  const values = elements(child(node, 'ArgumentList'), 'Expressions').map(valueText);
  return { name: simpleName(child(node, 'Name')), values, path: null };
}

/** The definition that a use refers to among those of `declare pattern`; null when there is none. */
export function matchingPattern(use: PatternUse, statements: readonly SyntaxNode[]): SyntaxNode | null {
  for (const statement of statements) {
    const declaration = maybeChild(statement, 'Pattern');
    if (declaration === null || simpleName(child(statement, 'Name')) !== use.name) continue;
    const found = elements(declaration, 'Patterns').find((match) => isMatch(match, use));
    if (found !== undefined) return found;
  }
  return null;
}

function isMatch(match: SyntaxNode, use: PatternUse): boolean {
  const values = elements(child(match, 'ParameterValues'), 'Expressions').map(valueText);
  const pathNode = maybeChild(match, 'PathValue');
  const path = pathNode === null ? null : valueText(child(pathNode, 'Value'));
  return (
    path === use.path &&
    values.length === use.values.length &&
    values.every((value, index) => value === use.values[index])
  );
}

function valueText(node: SyntaxNode): string {
  return nodeName(node) === 'LiteralExpression' ? literalText(node) : '';
}

function pathText(node: SyntaxNode): string {
  return nodeName(node) === 'BracketedExpression' ? valueText(child(node, 'Expression')) : simpleName(node);
}

/** Throws KqlError for uses of patterns that no definition matches; it lists all of them, as middle tiers rely on. */
export function checkPatterns(root: SyntaxNode): void {
  const statements = elements(root, 'Statements').filter((node) => nodeName(node) === 'PatternStatement');
  if (statements.length === 0) return;
  const missing = usesIn(root).filter(({ use }) => matchingPattern(use, statements) === null);
  const [first] = missing;
  if (first === undefined) return;
  const position = positionOf(first.node);
  const list = [...new Set(missing.map(({ use }) => `"${printUse(use)}"`))].join(',');
  throw new KqlError(
    'semantic',
    'SEM0036',
    `Semantic error: SEM0036: One or more pattern references were not declared. Detected pattern references: [${list}]`,
    position,
  );
}

function usesIn(node: SyntaxNode): { use: PatternUse; node: SyntaxNode }[] {
  const use = patternUse(node);
  if (use !== null) return [{ use, node }];
  return children(node).flatMap(usesIn);
}

function printUse({ name, values, path }: PatternUse): string {
  return `${name}(${values.map((value) => `'${value}'`).join(',')})${path === null ? '' : `.['${path}']`}`;
}
