import type { Cell } from '#emulators/kusto/execute/cells.ts';

/** A row as its exact part and the reals in it, also those inside the text of lists. */
interface Row {
  exact: string;
  reals: number[];
}

const tolerance = 1e-9;

/** Null when two answers have the same rows in any order, reals to 1e-9 relative; otherwise how they differ. */
export function sameRows(kql: readonly Cell[][], sql: readonly Cell[][]): string | null {
  if (kql.length !== sql.length) return `KQL gives ${kql.length} rows, SQL ${sql.length}`;
  const [left, right] = [kql, sql].map((rows) => rows.map(readRow).sort(compareRows));
  for (const [index, row] of (left ?? []).entries()) {
    const other = right?.[index];
    if (other === undefined || !isSame(row, other)) return `KQL gives ${print(row)}, SQL ${print(other)}`;
  }
  return null;
}

function readRow(cells: readonly Cell[]): Row {
  const reals: number[] = [];
  const take = (value: number) => {
    reals.push(value);
    return '#';
  };
  const parts = cells.map((cell) => {
    if (cell === null) return '';
    if (typeof cell === 'number' && !Number.isInteger(cell)) return take(cell);
    return String(cell).replaceAll(/-?\d+\.\d+(?:e[+-]?\d+)?/gi, (text) => take(Number(text)));
  });
  return { exact: parts.join(' | '), reals };
}

function compareRows(left: Row, right: Row): number {
  if (left.exact !== right.exact) return left.exact < right.exact ? -1 : 1;
  const at = left.reals.findIndex((value, index) => value !== right.reals[index]);
  return at < 0 ? 0 : (left.reals[at] ?? 0) - (right.reals[at] ?? 0);
}

function isSame(left: Row, right: Row): boolean {
  if (left.exact !== right.exact || left.reals.length !== right.reals.length) return false;
  return left.reals.every((value, index) => {
    const other = right.reals[index] ?? Number.NaN;
    return Math.abs(value - other) <= tolerance * Math.max(Math.abs(value), Math.abs(other));
  });
}

const shownLength = 300;

function print(row: Row | undefined): string {
  const text = row === undefined ? 'nothing' : `${row.exact} [${row.reals.join(', ')}]`;
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
