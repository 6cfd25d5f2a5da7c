import type { FrameColumn, TileFrame } from '#shared/live/frame.ts';
import { isMissing, numberAt, textAt } from '../frame/cell.ts';

export interface TableSort {
  column: string;
  direction: 'ascending' | 'descending';
}

/** Row numbers in the order of `sort`, equal ones in the order of the query; null last in both directions. */
export function sortRows(frame: TileFrame, sort: TableSort | null): number[] {
  const rows = Array.from({ length: frame.rowCount }, (_, row) => row);
  const column = frame.columns.find((candidate) => candidate.name === sort?.column);
  if (!column || !sort) return rows;
  const sign = sort.direction === 'ascending' ? 1 : -1;
  return rows.sort((a, b) => {
    const [aMissing, bMissing] = [isMissing(column, a), isMissing(column, b)];
    if (aMissing || bMissing) return Number(aMissing) - Number(bMissing) || a - b;
    return sign * compare(column, a, b) || a - b;
  });
}

/** What a click on a header does: descending first for numbers, then the other way, then the query's own order. */
export function nextSort(sort: TableSort | null, column: FrameColumn): TableSort | null {
  const first = column.kind === 'number' ? 'descending' : 'ascending';
  const second = first === 'descending' ? 'ascending' : 'descending';
  if (sort?.column !== column.name) return { column: column.name, direction: first };
  return sort.direction === first ? { column: column.name, direction: second } : null;
}

function compare(column: FrameColumn, a: number, b: number): number {
  if (column.kind === 'number') return numberAt(column, a) - numberAt(column, b);
  return textAt(column, a).localeCompare(textAt(column, b), 'en', { numeric: true });
}
