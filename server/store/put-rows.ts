import type { InStatement } from '@libsql/client/sqlite3';

/** A list is stored as its JSON. */
type Cell = string | number | null | readonly number[];

/**
 * Inserts or replaces any number of rows in one statement: as JSON they need one parameter. `updates` names columns
 * that an existing row gets in another way than from the new one; an empty `key` list means that existing rows stay.
 */
export function putRows(
  target: { table: string; columns: string[]; key: string[]; updates?: Record<string, string> },
  rows: Cell[][],
): InStatement {
  const { table, columns, key, updates = {} } = target;
  const cells = columns.map((_, index) => `value ->> ${index}`).join(', ');
  const sets = columns
    .filter((column) => !key.includes(column))
    .map((column) => `${column} = ${updates[column] ?? `excluded.${column}`}`);
  const conflict = key.length === 0 ? 'DO NOTHING' : `(${key.join(', ')}) DO UPDATE SET ${sets.join(', ')}`;
  return {
    sql: `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${cells} FROM json_each(:rows) WHERE true
      ON CONFLICT ${conflict}`,
    args: { rows: JSON.stringify(rows) },
  };
}
