import { type Json, printJson } from '../../../types/json.ts';
import type { Udf } from '../../udfs.ts';
import { numberOf, ofJson, testOfJson } from './json-udfs.ts';

/** Helpers of the set functions: arrays whose elements are told apart by their JSON. */
export const setUdfs: Udf[] = [
  ofJson('kql_distinct_items', (list, max) =>
    Array.isArray(list) ? distinct(list).slice(0, max === undefined ? undefined : numberOf(max)) : undefined,
  ),
  ofJson('kql_set_union', (...sets) => distinct(sets.flatMap((set) => (Array.isArray(set) ? set : [])))),
  ofJson('kql_set_intersect', (first, ...others) => {
    const keys = others.map(keysOf);
    return setOf(first, (key) => keys.every((set) => set.has(key)));
  }),
  ofJson('kql_set_difference', (first, ...others) => {
    const keys = others.map(keysOf);
    return setOf(first, (key) => !keys.some((set) => set.has(key)));
  }),
  testOfJson('kql_set_has_element', (set, item) =>
    Array.isArray(set) ? keysOf(set).has(printJson(item ?? null)) : undefined,
  ),
  testOfJson('kql_set_equals', (first, second) => {
    if (!Array.isArray(first) || !Array.isArray(second)) return undefined;
    const [a, b] = [keysOf(first), keysOf(second)];
    return a.size === b.size && [...a].every((key) => b.has(key));
  }),
];

function keysOf(set: Json | undefined): Set<string> {
  return new Set(Array.isArray(set) ? set.map(printJson) : []);
}

function byKey(items: Json[]): Map<string, Json> {
  return new Map(items.map((item) => [printJson(item), item]));
}

function distinct(items: Json[]): Json[] {
  return [...byKey(items).values()];
}

function setOf(first: Json | undefined, keeps: (key: string) => boolean): Json | undefined {
  if (!Array.isArray(first)) return undefined;
  return [...byKey(first)].filter(([key]) => keeps(key)).map(([, item]) => item);
}
