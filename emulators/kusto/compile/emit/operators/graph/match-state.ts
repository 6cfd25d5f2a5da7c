import { quoteIdentifier } from '../../../../types/physical.ts';
import { matchColumns } from '../../../plan/graph/match-columns.ts';

/** Matches of a part of the pattern: which of its nodes, single edges and paths the relation has. */
export interface MatchState {
  source: string;
  nodes: number[];
  edges: number[];
  paths: number[];
}

export const named = quoteIdentifier;

/** Conditions under which the edge is none of the match's. */
export function distinctEdges(state: MatchState, alias: string, edge: string): string[] {
  return [
    ...state.edges.map((index) => `${edge} <> ${alias}.${named(matchColumns.edge(index))}`),
    ...state.paths.map((index) => `NOT list_contains(${alias}.${named(matchColumns.edge(index))}, ${edge})`),
  ];
}

/** Conditions under which the node is none of the match's, `except` left out. */
export function distinctNodes(state: MatchState, alias: string, node: string, except?: number): string[] {
  return [
    ...state.nodes
      .filter((index) => index !== except)
      .map((index) => `${node} <> ${alias}.${named(matchColumns.node(index))}`),
    ...state.paths.map((index) => `NOT list_contains(${alias}.${named(matchColumns.inner(index))}, ${node})`),
  ];
}
