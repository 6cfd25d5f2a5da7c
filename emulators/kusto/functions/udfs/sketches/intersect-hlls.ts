import { unsupported } from '../../../types/kql-error.ts';
import { countHll, type Hll, mergeHlls } from './hll.ts';

/** Registers that one call may go through. */
const maxRegisters = 20_000_000;

/**
 * Distinct values of the first sketch, of the first two together, and so on. Exact while the sketches hold hashes; of
 * registers by inclusion and exclusion over the estimates of unions.
 */
export function intersectHlls(sketches: readonly Hll[]): bigint[] {
  const exact = sketches.flatMap(({ hashes }) => (hashes === null ? [] : [hashes]));
  if (exact.length === sketches.length) return exactCounts(exact);
  const work = 2 ** sketches.length * 2 ** Math.min(...sketches.map(({ bits }) => bits));
  if (work > maxRegisters)
    throw unsupported(`dcount_intersect() of ${sketches.length} sketches of so many values`);
  const counts: bigint[] = [];
  let unions: { sketch: Hll; sign: bigint }[] = [];
  for (const sketch of sketches) {
    const grown = unions.map((union) => ({ sketch: merged(union.sketch, sketch), sign: -union.sign }));
    unions = [...unions, ...grown, { sketch, sign: 1n }];
    counts.push(latest(unions, counts.length + 1, counts.at(-1)));
  }
  return counts;
}

function exactCounts(sets: readonly Set<bigint>[]): bigint[] {
  let common: Set<bigint> | null = null;
  return sets.map((set) => {
    const before: Set<bigint> | null = common;
    common = before === null ? set : new Set([...before].filter((hash) => set.has(hash)));
    return BigInt(common.size);
  });
}

/** Values in all of the first sketches, never more than in one sketch fewer. */
function latest(
  unions: readonly { sketch: Hll; sign: bigint }[],
  count: number,
  before: bigint | undefined,
): bigint {
  const all = unions.slice(0, 2 ** count - 1);
  const estimate = all.reduce((total, { sketch, sign }) => total + sign * countHll(sketch), 0n);
  const bounded = before !== undefined && estimate > before ? before : estimate;
  return bounded < 0n ? 0n : bounded;
}

function merged(left: Hll, right: Hll): Hll {
  return mergeHlls([left, right]) ?? left;
}
