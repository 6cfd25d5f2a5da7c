import { type Json, parseJson, printJson } from '../../../types/json.ts';
import type { UdfFunction } from '../udf-function.ts';

/** jaccard_index(): how far two sets are the same, from 0 to 1; nan for two empty ones. */
export const jaccardFunctions: Record<string, UdfFunction> = {
  jaccard_index: {
    takes: ['dynamic', 'dynamic'],
    gives: 'real',
    run: (a: string, b: string) => jaccardIndex(parseJson(a), parseJson(b)),
  },
};

function jaccardIndex(a: Json, b: Json): number | null {
  if (!Array.isArray(a) || !Array.isArray(b)) return null;
  const [first, second] = [new Set(a.map(printJson)), new Set(b.map(printJson))];
  const shared = [...first].filter((item) => second.has(item)).length;
  return shared / (first.size + second.size - shared);
}
