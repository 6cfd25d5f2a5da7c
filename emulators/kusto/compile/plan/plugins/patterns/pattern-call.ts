import type { LiteralValue } from '../../../../types/literal.ts';
import { literalText, nodeName, type SyntaxNode } from '../../../parse/syntax-tree.ts';
import type { ComputedOperator } from '../../computed.ts';
import { type Column, type Expression, literal, type Plan } from '../../logical.ts';
import { finished } from '../finished.ts';
import type { PluginCall } from '../plugin.ts';
import { PluginArguments } from '../plugin-arguments.ts';
import { maxDimensions, one, patternInput } from './pattern-input.ts';

/** What the operators that look for patterns share. */
export interface PatternOperator extends ComputedOperator {
  /** For each dimension what stands in a pattern that does not restrict it. */
  wildcards: readonly LiteralValue[];
}

/** The arguments of autocluster(), basket() and diffpatterns(): all but the first ones may be '~' for the default. */
export class PatternArguments extends PluginArguments {
  /** A number; undefined where the default is wanted. */
  number(index: number, range: { from: number; to: number; what: string }): number | undefined {
    const given = this.#value(index);
    if (given === undefined) return undefined;
    const value = given.kind === 'literal' ? Number(given.value) : Number.NaN;
    if (!(value >= range.from && value <= range.to))
      throw this.error(`${range.what} must be a number from ${range.from} to ${range.to}`);
    return value;
  }

  /** The column that weighs the rows. */
  weight(index: number): (Expression & { kind: 'column' }) | null {
    const node = this.positional[index];
    if (node === undefined || this.#value(index) === undefined) return null;
    const column = this.columnOf(node);
    if (!['int', 'long', 'real', 'decimal'].includes(column.type))
      throw this.error(`the weight column '${column.name}' is not numeric`);
    return column;
  }

  /** The wildcard of each dimension: those given by type, from `index` on, else null or the empty string. */
  wildcards(index: number, dimensions: readonly Column[]): LiteralValue[] {
    const given = new Map<string, LiteralValue>();
    for (const at of this.positional.keys()) {
      const value = at < index ? undefined : this.#value(at);
      if (value === undefined) continue;
      if (value.kind !== 'literal') throw this.error('a wildcard must be a constant');
      given.set(value.type, value.type === 'int' && value.value !== null ? Number(value.value) : value.value);
    }
    return dimensions.map(({ type }) => given.get(type) ?? (type === 'string' ? '' : null));
  }

  #value(index: number): Expression | undefined {
    const node = this.positional[index];
    if (node === undefined || isTilde(node)) return undefined;
    return this.expression(node);
  }
}

function isTilde(node: SyntaxNode): boolean {
  return nodeName(node) === 'LiteralExpression' && literalText(node) === '~';
}

interface PatternSearch<T extends PatternOperator> {
  /** Columns that are no dimensions: what splits the rows or weighs them. */
  others: readonly string[];
  weightA: Expression;
  weightB: Expression;
  minShare: number;
  operator(dimensions: readonly Column[]): T;
}

/** The plan of a search: the figures of each pattern, then its values. */
export function patternPlan<T extends PatternOperator>(
  call: PluginCall,
  given: PatternArguments,
  search: PatternSearch<T>,
): Plan {
  const dimensions = call.input.columns.filter((column) => !search.others.includes(column.name));
  if (dimensions.length === 0) throw given.error('the input has no column to look for patterns in');
  if (dimensions.length > maxDimensions)
    throw given.error(
      `${dimensions.length} columns are too many to look for patterns in; project at most ${maxDimensions}`,
    );
  const input = patternInput(
    {
      dimensions,
      weightA: search.weightA,
      weightB: search.weightB,
      minShare: literal('real', search.minShare),
    },
    call,
  );
  const figures = call.columns.slice(0, call.columns.length - dimensions.length);
  const found: Plan = {
    kind: 'compute',
    inputs: [input],
    operator: search.operator(dimensions),
    columns: [
      ...figures.map(({ type }, index): Column => ({ name: `f${index}`, type })),
      ...dimensions.map(({ type }, index): Column => ({ name: `c${index}`, type })),
    ],
    isSerialized: true,
  };
  return finished(found, call.columns);
}

export function weightOf(column: Expression | null): Expression {
  return column ?? one;
}
