import { unsupported } from '../../../types/kql-error.ts';
import type { Udf } from '../../udfs.ts';

/** Helper of the weighted percentiles. */
export const weightedUdfs: Udf[] = [
  {
    name: 'kql_weighted_position',
    parameters: ['VARCHAR', 'DOUBLE'],
    returns: 'BIGINT',
    run: weightedPosition,
  },
];

/** JSON text of the weights of one percentile. */
const maxWeightsLength = 4_000_000;

/** Position from 1 at which the running sum of the weights `[1,2,…]` reaches a percentage of them all; null for none. */
function weightedPosition(weights: string, share: number): bigint | null {
  if (weights.length > maxWeightsLength) throw unsupported('percentilew() of so many rows in one group');
  const list = weights.slice(1, -1).split(',').map(Number);
  const wanted = (share / 100) * list.reduce((total, weight) => total + weight, 0);
  let sum = 0;
  const at = list.findIndex((weight) => {
    sum += weight;
    return sum >= wanted;
  });
  return at < 0 || weights === '[]' ? null : BigInt(at + 1);
}
