import { semanticError } from '../../types/kql-error.ts';
import { child, elements, nodeName, type SyntaxNode, textOf } from '../parse/syntax-tree.ts';
import type { Lowering } from './context.ts';
import { databaseCalled } from './named-database.ts';

/** What `restrict access to` leaves visible of the databases and of the names that let gave before it. */
export interface Restriction {
  entities: readonly { database: RegExp; name: RegExp }[];
  /** Tables and functions of let statements that can't be seen any more. */
  hiddenNames: ReadonlySet<string>;
}

export function lowerRestrict(statement: SyntaxNode, lowering: Lowering): void {
  const names: RegExp[] = [];
  const entities: { database: RegExp; name: RegExp }[] = [];
  for (const item of elements(statement, 'Expressions')) {
    if (nodeName(item) === 'PathExpression') {
      const database = databaseCalled(child(item, 'Expression'), lowering) ?? '';
      entities.push({ database: wildcard(database), name: wildcard(textOf(child(item, 'Selector'))) });
    } else {
      const name = wildcard(textOf(item));
      names.push(name);
      // A bare name is that of a table where let has not given it.
      if (!textOf(item).includes('*')) entities.push({ database: wildcard(lowering.scope.database), name });
    }
  }
  const { functionNames, patternScopes } = lowering.state;
  const declared = [...lowering.scope.tableNames(), ...functionNames, ...patternScopes.keys()];
  const hidden = declared.filter((name) => !names.some((pattern) => pattern.test(name)));
  const before = lowering.scope.restriction;
  lowering.scope.restrict({
    entities: before === null ? entities : entities.filter(({ name }) => isWithin(name, before)),
    hiddenNames: new Set([...hidden, ...(before?.hiddenNames ?? [])]),
  });
}

/** A second restriction can only narrow the first. */
function isWithin(name: RegExp, before: Restriction): boolean {
  return before.entities.some((entity) => entity.name.source === name.source);
}

export function isVisible(restriction: Restriction | null, database: string, name: string): boolean {
  if (restriction === null) return true;
  return restriction.entities.some((entity) => entity.database.test(database) && entity.name.test(name));
}

/** Throws KqlError for a name of a let statement that a restriction hides. */
export function checkNameVisible(name: string, lowering: Lowering): void {
  if (lowering.scope.restriction?.hiddenNames.has(name) === true) throw invisible(name);
}

/** Throws KqlError for a user function that a restriction hides; `database` is null for one of a let statement. */
export function checkCallVisible(name: string, database: string | null, lowering: Lowering): void {
  if (lowering.state.functionNames.has(name)) checkNameVisible(name, lowering);
  else if (!isVisible(lowering.scope.restriction, database ?? lowering.scope.database, name))
    throw invisible(name);
}

function invisible(name: string): Error {
  return semanticError(
    'SEM0100',
    `Semantic error: SEM0100: '${name}' can't be seen: 'restrict access to' does not name it.`,
  );
}

/** A name in which `*` stands for any letters. */
export function wildcard(pattern: string): RegExp {
  const plain = pattern.replace(/^\[\s*(["'])(.*)\1\s*\]$/s, '$2');
  return new RegExp(`^${plain.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's');
}
