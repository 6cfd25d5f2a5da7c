import type { QueryResult } from '#shared/kusto/query-result.ts';
import type { Cell, Column } from '#shared/kusto/types.ts';
import type { FrameColumn, JsonColumn, NumberColumn, TextColumn } from '#shared/live/frame.ts';
import { datetimeMs, timespanMs } from './read-cell.ts';

/** The columns of a result as a frame carries them. */
export function frameColumns({ columns, rows }: Pick<QueryResult, 'columns' | 'rows'>): FrameColumn[] {
  return columns.map((column, index) => frameColumn(column, rows, index));
}

function frameColumn(column: Column, rows: Cell[][], index: number): FrameColumn {
  switch (column.type) {
    case 'string':
    case 'guid':
      return textColumn(column, rows, index);
    case 'dynamic':
      return jsonColumn(column, rows, index);
    case 'long':
      return rows.some((row) => isBeyondDoubles(row[index]))
        ? textColumn(column, rows, index)
        : numberColumn(column, rows, index, numberOf);
    case 'datetime':
      return numberColumn(column, rows, index, (cell) => datetimeMs(textOf(cell)));
    case 'timespan':
      return numberColumn(column, rows, index, (cell) => timespanMs(textOf(cell)));
    case 'bool':
    case 'int':
    case 'real':
    case 'decimal':
      return numberColumn(column, rows, index, numberOf);
  }
}

function isBeyondDoubles(cell: Cell | undefined): boolean {
  return typeof cell === 'number' && !Number.isSafeInteger(cell);
}

function textOf(cell: Cell): string {
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

/** Also `NaN`, `Infinity` and decimals, which Kusto sends as text. */
function numberOf(cell: Cell): number {
  return Number(cell);
}

function numberColumn(
  { name, type }: Column,
  rows: Cell[][],
  index: number,
  read: (cell: Cell) => number,
): NumberColumn {
  const values = new Float64Array(rows.length);
  let missing: Uint8Array | null = null;
  for (const [row, cells] of rows.entries()) {
    const cell = cells[index] ?? null;
    if (cell !== null) {
      values[row] = read(cell);
      continue;
    }
    missing ??= new Uint8Array(rows.length);
    missing[row] = 1;
    values[row] = Number.NaN;
  }
  return { kind: 'number', name, type, values, missing };
}

function textColumn({ name, type }: Column, rows: Cell[][], index: number): TextColumn {
  const dictionary: string[] = [];
  const known = new Map<string, number>();
  const codes = new Uint32Array(rows.length);
  for (const [row, cells] of rows.entries()) {
    const cell = cells[index] ?? null;
    if (cell === null) continue;
    const text = textOf(cell);
    let code = known.get(text);
    if (code === undefined) {
      code = dictionary.push(text);
      known.set(text, code);
    }
    codes[row] = code;
  }
  return { kind: 'text', name, type, dictionary, codes };
}

function jsonColumn({ name, type }: Column, rows: Cell[][], index: number): JsonColumn {
  return { kind: 'json', name, type, values: rows.map((cells) => cells[index] ?? null) };
}

/** The newest event time in a frame: the maximum of the named column, else of the first datetime column. */
export function newestEventMs(columns: readonly FrameColumn[], timeColumn: string | null): number | null {
  const column = columns.find(
    ({ kind, name, type }) =>
      kind === 'number' && type === 'datetime' && (timeColumn === null || name === timeColumn),
  );
  if (column?.kind !== 'number') return null;
  let newest = Number.NEGATIVE_INFINITY;
  for (const value of column.values) if (value > newest) newest = value;
  return Number.isFinite(newest) ? newest : null;
}
