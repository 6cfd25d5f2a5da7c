import { type Json, printJson } from '../../../types/json.ts';
import type { Udf } from '../../udfs.ts';
import { type Bag, isBag, ofJson, testOfJson } from './json-udfs.ts';

/** Helpers of the bag functions. */
export const bagUdfs: Udf[] = [
  ofJson('kql_bag_merge', (...bags) => bagOf(bags)),
  ofJson('kql_make_bag', (list) => (Array.isArray(list) ? bagOf(list, 'last') : undefined)),
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
  testOfJson('kql_bag_has_key', (bag, key) => (isBag(bag) ? hasKey(bag, keyText(key ?? null)) : undefined)),
];

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
  const names = new Set(keys.filter((key) => !key.startsWith('$')));
  const result: Bag = new Map([...bag].filter(([key]) => !names.has(key)));
  return keys
    .filter((key) => key.startsWith('$'))
    .reduce((rest, key) => removePath(rest, pathOf(key)), result);
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
