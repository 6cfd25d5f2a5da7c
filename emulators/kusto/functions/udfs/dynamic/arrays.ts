import { type Json, parseJson, printJson } from '../../../types/json.ts';
import type { Udf } from '../../udfs.ts';
import { numberOf, ofJson } from './json-udfs.ts';
import { checkDynamicSize } from './size-limit.ts';

/** Helpers of the array functions. */
export const arrayUdfs: Udf[] = [
  ofJson('kql_array_concat', (...arrays) => concat(arrays)),
  ofJson('kql_array_reverse', (array) => (Array.isArray(array) ? array.toReversed() : undefined)),
  ofJson('kql_array_slice', (array, from, to) =>
    Array.isArray(array) ? slice(array, numberOf(from), numberOf(to)) : undefined,
  ),
  ofJson('kql_array_split', (array, at) => (Array.isArray(array) ? split(array, at ?? null) : undefined)),
  ofJson('kql_array_rotate_left', (array, by) =>
    Array.isArray(array) ? rotate(array, numberOf(by)) : undefined,
  ),
  ofJson('kql_array_rotate_right', (array, by) =>
    Array.isArray(array) ? rotate(array, -numberOf(by)) : undefined,
  ),
  ofJson('kql_array_shift_left', (array, by, fill) =>
    Array.isArray(array) ? shift(array, numberOf(by), fill ?? fillOf(array)) : undefined,
  ),
  ofJson('kql_array_shift_right', (array, by, fill) =>
    Array.isArray(array) ? shift(array, -numberOf(by), fill ?? fillOf(array)) : undefined,
  ),
  ofJson('kql_array_iff', arrayIff),
  ofJson('kql_zip', (...arrays) => zip(arrays)),
  {
    name: 'kql_array_sum',
    parameters: ['VARCHAR'],
    returns: 'DOUBLE',
    run: (text: string) => {
      checkDynamicSize('array_sum', [text]);
      return arraySum(parseJson(text));
    },
  },
  {
    name: 'kql_array_index_of',
    parameters: ['VARCHAR', 'VARCHAR', 'BIGINT', 'BIGINT', 'BIGINT'],
    returns: 'BIGINT',
    run: indexOf,
  },
];

function concat(arrays: Json[]): Json | undefined {
  const given = arrays.filter((array): array is Json[] => Array.isArray(array));
  return given.length === 0 ? undefined : given.flat(1);
}

function slice(array: Json[], from: number, to: number): Json[] {
  const start = from < 0 ? Math.max(array.length + from, 0) : from;
  const end = to < 0 ? array.length + to : to;
  return array.slice(start, end + 1);
}

function split(array: Json[], at: Json): Json[] {
  const positions = (Array.isArray(at) ? at : [at])
    .map((item) => numberOf(item))
    .map((index) => (index < 0 ? Math.max(array.length + index, 0) : index));
  const cuts = [0, ...positions, array.length];
  return cuts
    .slice(0, -1)
    .map((start, index) => array.slice(start, Math.max(cuts[index + 1] ?? array.length, start)));
}

function rotate(array: Json[], by: number): Json[] {
  if (array.length === 0) return array;
  const offset = ((by % array.length) + array.length) % array.length;
  return [...array.slice(offset), ...array.slice(0, offset)];
}

/** Strings are filled with the empty string. */
function fillOf(array: Json[]): Json {
  return array.length > 0 && array.every((item) => typeof item === 'string') ? '' : null;
}

function shift(array: Json[], by: number, fill: Json): Json[] {
  return array.map((_, index) => (index + by in array ? (array[index + by] ?? null) : fill));
}

function arrayIff(
  conditions: Json | undefined,
  whenTrue: Json | undefined,
  whenFalse: Json | undefined,
): Json | undefined {
  if (!Array.isArray(conditions)) return undefined;
  const pick = (source: Json | undefined, index: number): Json =>
    Array.isArray(source) ? (source[index] ?? null) : (source ?? null);
  return conditions.map((condition, index) => {
    const isNumber = typeof condition === 'object' && condition !== null && 'raw' in condition;
    if (typeof condition !== 'boolean' && !isNumber) return null;
    const isTrue = isNumber ? numberOf(condition) !== 0 : condition;
    return pick(isTrue ? whenTrue : whenFalse, index);
  });
}

function zip(arrays: Json[]): Json {
  const lists = arrays.map((array) => (Array.isArray(array) ? array : [array]));
  const length = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length }, (_, index) => lists.map((list) => list[index] ?? null));
}

function arraySum(array: Json): number | null {
  if (!Array.isArray(array)) return null;
  return array.reduce<number>((total, item) => total + numberOf(item), 0);
}

function indexOf(
  text: string,
  wanted: string,
  start: bigint,
  length: bigint,
  occurrence: bigint,
): bigint | null {
  checkDynamicSize('array_index_of', [text]);
  const array = parseJson(text);
  if (!Array.isArray(array)) return null;
  const from = start < 0n ? array.length + Number(start) : Number(start);
  const end = length < 0n ? array.length : from + Number(length);
  const item = printJson(parseJson(wanted));
  let left = Number(occurrence);
  for (let index = Math.max(from, 0); index < Math.min(end, array.length); index++) {
    if (printJson(array[index] ?? null) === item && --left === 0) return BigInt(index);
  }
  return -1n;
}
