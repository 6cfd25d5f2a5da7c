import { KqlError, semanticError, unsupported } from '../../types/kql-error.ts';
import { child, nodeName, type SyntaxNode, simpleName, symbolKind, textOf } from '../parse/syntax-tree.ts';
import { catalogTable, visibleTables } from './catalog-tables.ts';
import type { Lowering } from './context.ts';
import type { Plan } from './logical.ts';
import { databaseCalled, databaseOf } from './named-database.ts';
import { wildcard } from './restriction.ts';

/** A table of a list, as in union, find and search. */
export interface ListedTable {
  /** What withsource shows of it; null when it is no named table. */
  label: string | null;
  /** The database of a stored table. */
  database: string | null;
  plan: Plan;
}

/** The tables that the items of a list stand for; a wildcard stands for several. */
export function listedTables(
  items: readonly SyntaxNode[],
  lowering: Lowering,
  isFuzzy: boolean,
): ListedTable[] {
  const found = items.flatMap((item) => (isFuzzy ? presentTables(item, lowering) : tablesOf(item, lowering)));
  if (isFuzzy && items.length > 0 && found.length === 0)
    throw semanticError('SEM0100', 'Semantic error: SEM0100: no table of the list can be found.');
  return qualified(found);
}

/** Labels name the database where tables of several databases take part (union-operator.md, withsource). */
function qualified(tables: ListedTable[]): ListedTable[] {
  const databases = new Set(tables.flatMap(({ database }) => (database === null ? [] : [database])));
  if (databases.size < 2) return tables;
  return tables.map((table) =>
    table.database === null
      ? table
      : { ...table, label: `database(${JSON.stringify(table.database)}).${table.label}` },
  );
}

/** A table that does not exist is left out. */
function presentTables(item: SyntaxNode, lowering: Lowering): ListedTable[] {
  try {
    return tablesOf(item, lowering);
  } catch (error) {
    if (error instanceof KqlError && error.code === 'SEM0100') return [];
    throw error;
  }
}

function tablesOf(item: SyntaxNode, lowering: Lowering): ListedTable[] {
  const target = nodeName(item) === 'PathExpression' ? child(item, 'Selector') : item;
  if (nodeName(target) === 'NameReference' && textOf(target).includes('*')) {
    const database = target === item ? null : databaseCalled(child(item, 'Expression'), lowering);
    return wildcardTables(textOf(target), database, lowering);
  }
  if (target !== item && (databaseOf(target, lowering) ?? '').includes('*'))
    return wildcardTables(textOf(target), databaseOf(target, lowering), lowering);
  const label = labelOf(item, lowering);
  const isStored =
    nodeName(target) === 'NameReference' && /^(TableSymbol|MaterializedViewSymbol)$/.test(symbolKind(target));
  const isBound = databaseOf(target, lowering) === null && lowering.scope.find(simpleName(target)) !== null;
  const database = isStored && !isBound ? (databaseOf(target, lowering) ?? lowering.scope.database) : null;
  return [{ label, database, plan: lowering.table(item) }];
}

/** A stored table is named by its name, everything else by its place among the arguments. */
function labelOf(item: SyntaxNode, lowering: Lowering): string | null {
  const target = nodeName(item) === 'PathExpression' ? child(item, 'Selector') : item;
  if (symbolKind(target) === 'FunctionSymbol') {
    return (target.ReferencedSymbol as unknown as { IsView?: boolean }).IsView === true
      ? (target.ReferencedSymbol?.Name ?? null)
      : null;
  }
  if (nodeName(target) === 'NameReference') {
    const name = simpleName(target);
    return lowering.scope.find(name) === null || databaseOf(target, lowering) !== null ? name : null;
  }
  return asName(item);
}

/** `(… | as T)` names its table T. */
function asName(item: SyntaxNode): string | null {
  let node = item;
  while (nodeName(node) === 'ParenthesizedExpression') node = child(node, 'Expression');
  if (nodeName(node) !== 'PipeExpression') return null;
  const last = child(node, 'Operator');
  return nodeName(last) === 'AsOperator' ? simpleName(child(last, 'Name')) : null;
}

/** `T*`, also of the databases that a wildcard names; views of let statements are of the current database. */
function wildcardTables(text: string, databaseText: string | null, lowering: Lowering): ListedTable[] {
  const pattern = wildcard(text);
  const databases =
    databaseText === null
      ? [lowering.scope.database]
      : [...lowering.state.catalog.databases.keys()].filter((name) => wildcard(databaseText).test(name));
  const views = databaseText === null ? lowering.views().filter(({ name }) => pattern.test(name)) : [];
  const stored = databases.flatMap((database) =>
    visibleTables(database, lowering)
      .filter((name) => pattern.test(name))
      .map((name) => storedTable(database, name, lowering)),
  );
  if (stored.length + views.length === 0)
    throw semanticError('SEM0100', `Semantic error: SEM0100: no table matches '${text}'.`);
  return [...views.map(({ name, plan }) => ({ label: name, database: null, plan })), ...stored];
}

function storedTable(database: string, name: string, lowering: Lowering): ListedTable {
  const plan = catalogTable(database, name, lowering);
  if (plan === null) throw unsupported(`The table ${name} in a list of tables`);
  return { label: name, database, plan };
}

/** Every table that the query can see without naming a database: views of let statements, then stored tables. */
export function allTables(lowering: Lowering): ListedTable[] {
  const { database } = lowering.scope;
  return [
    ...lowering.views().map(({ name, plan }) => ({ label: name, database: null, plan })),
    ...visibleTables(database, lowering).map((name) => storedTable(database, name, lowering)),
  ];
}
