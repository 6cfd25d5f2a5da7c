import type { AggregateFunction, AggregateTable } from '../entries.ts';
import { collections } from './collections.ts';
import { conditional } from './conditional.ts';
import { sketches } from './sketches.ts';
import { statistics } from './statistics.ts';

const tables: AggregateTable[] = [statistics, collections, sketches];

const plain: [string, AggregateFunction][] = tables.flatMap((table) => Object.entries(table));

/** Every aggregate by its Kusto name; the -if forms are made from the plain ones. */
export const aggregateFunctions: ReadonlyMap<string, AggregateFunction> = new Map([
  ...plain,
  ...conditional(new Map(plain)),
]);
