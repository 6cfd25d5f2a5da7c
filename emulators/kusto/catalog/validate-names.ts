import { KustoError } from '../types/kusto-error.ts';
import type { ColumnSchema } from '../types/schema.ts';

const namePattern = /^[\p{L}\p{N}_ .-]{1,1024}$/u;

/** Throws when a name of an entity breaks the naming rules (Kusto docs, entity-names.md). */
export function validateName(kind: string, name: string): void {
  if (namePattern.test(name) && !name.startsWith('__') && name.trim() === name) return;
  throw new KustoError('BadRequest_EntityNameIsNotValid', `${kind} name '${name}' is not valid.`);
}

/** Throws when column names are not valid, repeat or are none. */
export function validateColumns(columns: readonly ColumnSchema[]): void {
  if (columns.length === 0) throw new KustoError('General_BadRequest', 'A table needs at least one column.');
  const seen = new Set<string>();
  for (const { name } of columns) {
    validateName('Column', name);
    if (seen.has(name)) throw new KustoError('General_BadRequest', `Column '${name}' is given twice.`);
    seen.add(name);
  }
}
