import { semanticError } from '../../../types/kql-error.ts';
import {
  child,
  literalText,
  maybeChild,
  namedParameters,
  type SyntaxNode,
  textOf,
} from '../../parse/syntax-tree.ts';
import type { ComputedOperator } from '../computed.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import {
  aggregateOf,
  type Column,
  columnReference,
  type Expression,
  type Plan,
  passThrough,
  sortOf,
} from '../logical.ts';
import { projection } from './project.ts';
import { aggregated } from './summarize.ts';

/** The `reduce` operator over distinct texts and how often each occurs, the most frequent first. */
export interface ReduceOperator extends ComputedOperator {
  readonly name: 'reduce';
  /** The share of the rows that a pattern must exceed, and of equal terms that puts texts into one group; 0 to 1. */
  threshold: number;
  /** Characters between terms; null: all but letters and digits. */
  separators: string | null;
  /** Gives a row for each text, which comes first, instead of one for each group. */
  perText: boolean;
}

const text: Column = { name: '$text', type: 'string' };
const occurrences: Column = { name: '$occurrences', type: 'long' };

export function lowerReduce(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const kind = namedParameters(node).get('kind');
  if (kind !== undefined && textOf(kind) !== 'source')
    throw semanticError('SEM0044', `Semantic error: SEM0044: reduce: kind=${textOf(kind)} is not 'source'.`);
  const subject = convertTo('string', lowering.expression(child(node, 'Expression')));
  const operator: ReduceOperator = { name: 'reduce', perText: kind !== undefined, ...optionsOf(node) };
  if (!operator.perText) return groupsOf(input, subject, operator, columns);
  const withText = projection(input, [...passThrough(input.columns), { ...text, expression: subject }]);
  const groups = groupsOf(withText, columnReference(text), operator, [
    text,
    ...columns.slice(input.columns.length),
  ]);
  const key = columnReference(text);
  const joined: Plan = {
    kind: 'join',
    joinKind: 'inner',
    left: withText,
    right: groups,
    keys: [{ left: key, right: key }],
    rightColumns: columns.slice(input.columns.length),
    columns: [...withText.columns, ...columns.slice(input.columns.length)],
    isSerialized: false,
  };
  return projection(joined, passThrough(columns));
}

function groupsOf(input: Plan, subject: Expression, operator: ReduceOperator, columns: Column[]): Plan {
  const count: Expression = aggregateOf('count', 'long');
  const texts = aggregated(
    input,
    [{ ...text, expression: subject }],
    [{ ...occurrences, expression: count }],
  );
  const sorted = sortOf(texts, [
    { expression: columnReference(occurrences), isDescending: true, nullsFirst: false },
    { expression: columnReference(text), isDescending: false, nullsFirst: true },
  ]);
  return { kind: 'compute', inputs: [sorted], operator, columns, isSerialized: false };
}

const defaultThreshold = 0.1;

function optionsOf(node: SyntaxNode): Pick<ReduceOperator, 'threshold' | 'separators'> {
  const clause = maybeChild(node, 'With');
  const given = clause === null ? new Map<string, SyntaxNode>() : namedParameters(clause);
  const thresholdNode = given.get('threshold');
  const charactersNode = given.get('characters');
  const threshold = thresholdNode === undefined ? defaultThreshold : Number(textOf(thresholdNode));
  if (!(threshold >= 0 && threshold <= 1))
    throw semanticError(
      'SEM0044',
      'Semantic error: SEM0044: reduce: the threshold must be a number from 0 to 1.',
    );
  return {
    threshold,
    separators: charactersNode === undefined ? null : literalText(charactersNode),
  };
}
