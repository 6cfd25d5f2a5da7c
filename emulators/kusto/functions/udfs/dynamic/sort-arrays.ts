import { type Json, parseJson, printJson } from '../../../types/json.ts';
import { parseTimespan } from '../../../types/timespan.ts';
import type { Udf } from '../../udfs.ts';
import { checkDynamicSize } from './size-limit.ts';

/** Helpers of array_sort_asc() and array_sort_desc(), over the arguments as JSON texts. */
export const sortUdfs: Udf[] = [
  sortUdf('kql_array_sort_asc', compareItems),
  sortUdf('kql_array_sort_desc', (a, b) => compareItems(b, a)),
];

type Compare = (a: SortItem, b: SortItem) => number;

function sortUdf(name: string, compare: Compare): Udf {
  return {
    name,
    parameters: ['VARCHAR'],
    variadic: true,
    returns: 'VARCHAR',
    run: (...texts: string[]) => {
      checkDynamicSize(name.replace(/^kql_/, ''), texts);
      const result = sortArrays(texts.map(parseJson), compare);
      return result === null ? null : printJson(result);
    },
  };
}

/**
 * The first array in order and the others in the order of its elements; null for one of another length. One array alone
 * gives itself, several give an array of arrays. A last argument that is a bool says whether nulls come last.
 */
function sortArrays(given: Json[], compare: Compare): Json {
  const flag = given.at(-1);
  const nullsLast = typeof flag !== 'boolean' || flag;
  const arrays = typeof flag === 'boolean' ? given.slice(0, -1) : given;
  const [first] = arrays;
  if (!Array.isArray(first)) return arrays.length < 2 ? null : arrays.map(() => null);
  const order = sortedPositions(first, compare, nullsLast);
  const sorted = arrays.map(
    (array): Json =>
      Array.isArray(array) && array.length === first.length ? order.map((at) => array[at] ?? null) : null,
  );
  return sorted.length === 1 ? (sorted[0] ?? null) : sorted;
}

interface SortItem {
  /** Numbers and times come before strings, those before anything else. */
  rank: number;
  key: number | bigint | string;
}

function sortedPositions(items: Json[], compare: Compare, nullsLast: boolean): number[] {
  const readText = textReader(items);
  const keyed = items.map((item, at) => ({ at, item: item === null ? null : sortItem(item, readText) }));
  return keyed
    .sort((a, b) => {
      if (a.item === null || b.item === null) {
        const nulls = Number(a.item === null) - Number(b.item === null);
        return nullsLast ? nulls : -nulls;
      }
      return compare(a.item, b.item);
    })
    .map(({ at }) => at);
}

function sortItem(item: Json, readText: (text: string) => string | bigint): SortItem {
  if (typeof item === 'string') {
    const key = readText(item);
    return { rank: typeof key === 'string' ? 1 : 0, key };
  }
  if (typeof item === 'object' && item !== null && 'raw' in item)
    return { rank: 0, key: /^-?\d+$/.test(item.raw) ? BigInt(item.raw) : Number(item.raw) };
  return { rank: 2, key: 0 };
}

const timespanText = /^-?(\d+\.)?\d\d:\d\d:\d\d(\.\d{7})?$/;

/** Timespans are texts inside an array; texts of another kind beside them are not timespans. */
function textReader(items: Json[]): (text: string) => string | bigint {
  const isTimespans = items.every(
    (item) => item === null || (typeof item === 'string' && timespanText.test(item)),
  );
  return isTimespans ? (text) => parseTimespan(text) ?? text : (text) => text;
}

function compareItems(a: SortItem, b: SortItem): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  return a.key < b.key ? -1 : Number(a.key > b.key);
}
