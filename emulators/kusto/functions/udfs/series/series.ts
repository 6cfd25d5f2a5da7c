import { parseDatetime } from '../../../types/datetime.ts';
import { printReal } from '../../../types/real.ts';

/**
 * The numbers of a dynamic array; what is not a number is null. `isLong` when none of the numbers is a real. `tokens` are
 * the elements as they are written, for integers that a number cannot hold.
 */
export interface Series {
  values: (number | null)[];
  tokens: string[];
  isLong: boolean;
}

const instant = /^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z"$/;
const nonFinite: Record<string, number> = {
  '"NaN"': Number.NaN,
  '"Infinity"': Number.POSITIVE_INFINITY,
  '"-Infinity"': Number.NEGATIVE_INFINITY,
};

/** Reads a JSON array, or null when the text is something else. A datetime counts as its ticks. */
export function readSeries(json: string): Series | null {
  const tokens = elementsOf(json);
  if (tokens === null) return null;
  let isLong = true;
  const values = tokens.map((token) => {
    const value = numberOf(token);
    if (value !== null && !isInteger(token)) isLong = false;
    return value;
  });
  return { values, tokens, isLong };
}

/** The numbers of an array that has nothing but numbers, or null: most functions have no result for anything else. */
export function readNumbers(json: string): number[] | null {
  const series = readSeries(json);
  return series === null ? null : onlyNumbers(series.values);
}

export function onlyNumbers(values: (number | null)[]): number[] | null {
  return values.every((value) => value !== null) ? values : null;
}

/** The elements of a JSON array as JSON texts, as they are written, or null when the text is not an array. */
export function elementsOf(json: string): string[] | null {
  const text = json.trim();
  if (!text.startsWith('[')) return null;
  const inside = text.slice(1, -1);
  if (/["{[]/.test(inside)) return nestedElements(text);
  return inside.trim() === '' ? [] : inside.split(',').map((token) => token.trim());
}

/** Strings and nested values are told apart by their quotes and brackets. */
function nestedElements(text: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let start = 1;
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]/gs)) {
    const [mark] = match;
    if (mark === '[' || mark === '{') depth += 1;
    else if (mark === ']' || mark === '}') depth -= 1;
    else if (mark === ',' && depth === 1) {
      elements.push(text.slice(start, match.index).trim());
      start = match.index + 1;
    }
  }
  elements.push(text.slice(start, -1).trim());
  return elements;
}

/** The value of a JSON token that is a number, or null. */
export function numberOf(token: string): number | null {
  if (/^-?\d/.test(token)) return Number(token);
  if (!token.startsWith('"')) return null;
  if (instant.test(token)) return Number(parseDatetime(token.slice(1, -1)));
  return nonFinite[token] ?? null;
}

function isInteger(token: string): boolean {
  return /^-?\d+$/.test(token);
}

export function writeReal(value: number | null): string {
  if (value === null) return 'null';
  if (Number.isFinite(value)) return printReal(value);
  return Number.isNaN(value) ? '"NaN"' : value > 0 ? '"Infinity"' : '"-Infinity"';
}

export function writeReals(values: (number | null)[]): string {
  return `[${values.map(writeReal).join(',')}]`;
}
