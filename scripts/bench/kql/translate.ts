import { compile } from '#emulators/kusto/compile/compile.ts';
import { KqlRunner } from '#emulators/kusto/queries/kql-runner.ts';
import { type Percentiles, percentilesOf } from '../percentiles.ts';
import { catalog, database } from './data.ts';
import type { BenchQuery } from './queries.ts';

export interface TranslateTimes {
  /** ms for texts that were not seen before, in a warm process. */
  unseen: Percentiles | null;
  /** ms for texts in the cache. */
  cached: Percentiles | null;
}

const rounds = 12;

/** Compiles every query many times, each time as a text of its own; then asks the cache. */
export function measureTranslation(queries: readonly BenchQuery[]): TranslateTimes {
  const unseen: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const { kql } of queries) {
      const text = `${kql} | extend round_${round} = ${round}`;
      unseen.push(timeOf(() => compile({ text, database, catalog })));
    }
  }
  const runner = new KqlRunner(() => '');
  const prepare = (text: string) =>
    runner.prepare({ text, database, parameters: new Map(), nowTicks: 0n, user: '' }, catalog);
  for (const { kql } of queries) prepare(kql);
  const cached = queries.flatMap(({ kql }) =>
    Array.from({ length: rounds }, () => timeOf(() => prepare(kql))),
  );
  return { unseen: percentilesOf(unseen), cached: percentilesOf(cached) };
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
