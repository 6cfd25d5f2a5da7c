import type { ComputedOperator } from '../computed.ts';

/**
 * Gives each node its component. Inputs: identifiers of the nodes in order; identifiers of the source and the target of
 * each edge.
 */
export interface GraphComponents extends ComputedOperator {
  readonly name: 'graph-mark-components';
  /** Weak components ignore the direction of edges. */
  readonly kind: 'weak' | 'strong';
}
