import type { LiteralValue } from '../../../types/literal.ts';
import type { Cell } from '../../cells.ts';
import type { CodedRows } from './coded-rows.ts';

/** A code for each column, -1 where the pattern does not restrict it, and what it holds for. */
export interface Pattern {
  codes: readonly number[];
  /** Indexes of the rows that match, in order. */
  rows: readonly number[];
  weightA: number;
  weightB: number;
}

/** The pattern of all values that `rows` share, which includes those asked for. */
export function closedPattern(data: CodedRows, rows: readonly number[]): Pattern {
  const [first] = rows;
  const codes = data.codes.map((column) => {
    const code = first === undefined ? -1 : (column[first] ?? -1);
    return code >= 0 && rows.every((row) => column[row] === code) ? code : -1;
  });
  return { codes, rows, ...weigh(data, rows) };
}

/** Rows of `among` that match the codes. */
export function matchingRows(data: CodedRows, codes: readonly number[], among: readonly number[]): number[] {
  const restricted = [...codes.keys()].filter((column) => (codes[column] ?? -1) >= 0);
  return among.filter((row) => restricted.every((column) => data.codes[column]?.[row] === codes[column]));
}

export function weigh(data: CodedRows, rows: readonly number[]): { weightA: number; weightB: number } {
  let weightA = 0;
  let weightB = 0;
  for (const row of rows) {
    weightA += data.weightsA[row] ?? 0;
    weightB += data.weightsB[row] ?? 0;
  }
  return { weightA, weightB };
}

export function allRows(data: CodedRows): number[] {
  return Array.from({ length: data.count }, (_, row) => row);
}

export function sizeOf(pattern: Pattern): number {
  return pattern.codes.filter((code) => code >= 0).length;
}

export function keyOf(pattern: Pattern): string {
  return pattern.codes.join(' ');
}

/** The pattern as it stands in a result: its values, and wildcards where it has none. */
export function patternCells(data: CodedRows, pattern: Pattern, wildcards: readonly LiteralValue[]): Cell[] {
  return pattern.codes.map((code, column) =>
    code < 0 ? (wildcards[column] ?? null) : (data.values[column]?.[code] ?? null),
  );
}

/** Orders patterns that are equal otherwise: the one with values in earlier columns first, then by value. */
export function compareValues(data: CodedRows, left: Pattern, right: Pattern): number {
  for (const [column, code] of left.codes.entries()) {
    const other = right.codes[column] ?? -1;
    if (code === other) continue;
    if (code < 0 || other < 0) return other < 0 ? -1 : 1;
    const [a, b] = [data.values[column]?.[code], data.values[column]?.[other]];
    if (a === b || a === undefined || b === undefined) continue;
    return a === null || (b !== null && a < b) ? -1 : 1;
  }
  return 0;
}

export function rounded(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
