import { type Json, parseJson, printJson } from '../types/json.ts';
import type { Udf } from './udfs.ts';

type Bag = Map<string, Json>;

/** A UDF over JSON texts; null when the work says so. */
function ofJson(name: string, work: (...values: Json[]) => Json | undefined): Udf {
  return {
    name,
    parameters: ['VARCHAR'],
    variadic: true,
    returns: 'VARCHAR',
    run: (...texts: string[]) => {
      const result = work(...texts.map(parseJson));
      return result === undefined ? null : printJson(result);
    },
  };
}

function test(name: string, work: (...values: Json[]) => boolean | undefined): Udf {
  return {
    name,
    parameters: ['VARCHAR'],
    variadic: true,
    returns: 'BOOLEAN',
    run: (...texts: string[]) => work(...texts.map(parseJson)) ?? null,
  };
}

/** Helpers of the dynamic functions. */
export const dynamicUdfs: Udf[] = [
  ofJson('kql_bag_merge', (...bags) => bagOf(bags)),
  ofJson('kql_make_bag', (list) => (Array.isArray(list) ? bagOf(list, 'last') : undefined)),
  ofJson('kql_distinct_items', (list, max) =>
    Array.isArray(list) ? distinct(list).slice(0, max === undefined ? undefined : numberOf(max)) : undefined,
  ),
  ofJson('kql_bag_remove_keys', (bag, keys) =>
    isBag(bag) && Array.isArray(keys) ? withoutKeys(bag, keys.map(keyText)) : bag,
  ),
  ofJson('kql_bag_set_key', (bag, key, value) =>
    isBag(bag) ? setKey(bag, keyText(key ?? null), value ?? null) : undefined,
  ),
  ofJson('kql_bag_zip', (keys, values) =>
    Array.isArray(keys) ? zipBag(keys, Array.isArray(values) ? values : []) : undefined,
  ),
  ofJson('kql_bag_drop_empty', (bag) =>
    isBag(bag) ? new Map([...bag].filter(([, value]) => value !== null && value !== '')) : bag,
  ),
  test('kql_bag_has_key', (bag, key) => (isBag(bag) ? hasKey(bag, keyText(key ?? null)) : undefined)),
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
  ofJson('kql_set_union', (...sets) => distinct(sets.flatMap((set) => (Array.isArray(set) ? set : [])))),
  ofJson('kql_set_intersect', (first, ...others) =>
    setOf(first, (item) => others.every((set) => includes(set, item))),
  ),
  ofJson('kql_set_difference', (first, ...others) =>
    setOf(first, (item) => !others.some((set) => includes(set, item))),
  ),
  test('kql_set_has_element', (set, item) => (Array.isArray(set) ? includes(set, item ?? null) : undefined)),
  test('kql_set_equals', (first, second) =>
    Array.isArray(first) && Array.isArray(second)
      ? first.every((item) => includes(second, item)) && second.every((item) => includes(first, item))
      : undefined),
  {
    name: 'kql_array_sum',
    parameters: ['VARCHAR'],
    returns: 'DOUBLE',
    run: (text: string) => arraySum(parseJson(text)),
  },
  {
    name: 'kql_array_index_of',
    parameters: ['VARCHAR', 'VARCHAR', 'BIGINT', 'BIGINT', 'BIGINT'],
    returns: 'BIGINT',
    run: indexOf,
  },
  {
    name: 'kql_dynamic_to_json',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string) => printJson(sortKeys(parseJson(text))),
  },
  { name: 'kql_extract_json', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', run: extractJson },
];

function isBag(value: Json | undefined): value is Bag {
  return value instanceof Map;
}

function keyText(value: Json): string {
  return typeof value === 'string' ? value : printJson(value);
}

/** Of a key that occurs twice the first value stays in bag_merge, the last in make_bag. */
function bagOf(bags: Json[], keep: 'first' | 'last' = 'first'): Bag | undefined {
  const merged: Bag = new Map();
  let isAny = false;
  for (const bag of bags) {
    if (!isBag(bag)) continue;
    isAny = true;
    for (const [key, value] of bag) if (keep === 'last' || !merged.has(key)) merged.set(key, value);
  }
  return isAny || keep === 'last' ? merged : undefined;
}

/** A key is a name, or a path `$.a.b` into inner bags. */
function withoutKeys(bag: Bag, keys: string[]): Bag {
  let result = new Map(bag);
  for (const key of keys) {
    const path = pathOf(key);
    result = removePath(result, path);
  }
  return result;
}

function pathOf(key: string): string[] {
  if (!key.startsWith('$')) return [key];
  return [...key.matchAll(/\.([^.[\]]+)|\['([^']+)'\]|\["([^"]+)"\]/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
}

function removePath(bag: Bag, [first = '', ...rest]: string[]): Bag {
  const copy = new Map(bag);
  const inner = copy.get(first);
  if (rest.length === 0) copy.delete(first);
  else if (isBag(inner)) copy.set(first, removePath(inner, rest));
  return copy;
}

function hasKey(bag: Bag, key: string): boolean {
  let current: Json | undefined = bag;
  for (const step of pathOf(key)) {
    if (!isBag(current) || !current.has(step)) return false;
    current = current.get(step);
  }
  return true;
}

function setKey(bag: Bag, key: string, value: Json): Bag {
  return setPath(bag, pathOf(key), value);
}

function setPath(bag: Bag, [first = '', ...rest]: string[], value: Json): Bag {
  const copy = new Map(bag);
  const inner = copy.get(first);
  if (rest.length === 0) copy.set(first, value);
  else copy.set(first, setPath(isBag(inner) ? inner : new Map(), rest, value));
  return copy;
}

function zipBag(keys: Json[], values: Json[]): Bag {
  const pairs = keys.map((key, index): [Json, Json] => [key, values[index] ?? null]);
  return new Map(pairs.filter((pair): pair is [string, Json] => typeof pair[0] === 'string'));
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'object' && value !== null && 'raw' in value ? Number(value.raw) : 0;
}

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

function includes(set: Json | undefined, item: Json): boolean {
  const wanted = printJson(item);
  return Array.isArray(set) && set.some((candidate) => printJson(candidate) === wanted);
}

function distinct(items: Json[]): Json[] {
  return [...new Map(items.map((item) => [printJson(item), item])).values()];
}

function setOf(first: Json | undefined, keeps: (item: Json) => boolean): Json | undefined {
  return Array.isArray(first) ? distinct(first).filter(keeps) : undefined;
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

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isBag(value)) return value;
  return new Map(
    [...value].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

/** `$.a[0]['b c']` over JSON text; the found value as text. */
function extractJson(path: string, text: string): string | null {
  let current: Json | undefined;
  try {
    current = parseJson(text);
  } catch {
    return null;
  }
  for (const match of path.matchAll(/\.([^.[\]]+)|\[(-?\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/g)) {
    const key = match[1] ?? match[3] ?? match[4];
    if (key !== undefined && isBag(current)) current = current.get(key);
    else if (match[2] !== undefined && Array.isArray(current)) current = current.at(Number(match[2]));
    else return null;
  }
  if (current === undefined || current === null) return null;
  return typeof current === 'string' ? current : printJson(current);
}
