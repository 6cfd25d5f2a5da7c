import { convertTo } from '../../convert.ts';
import {
  type Column,
  callOf,
  type Expression,
  literal,
  type NamedExpression,
  type Plan,
  passThrough,
} from '../../logical.ts';
import { materialized } from '../../materialized.ts';
import { projection } from '../../operators/project.ts';
import { lowerText } from '../lower-text.ts';
import type { PluginCall } from '../plugin.ts';
import { list } from '../text-parts.ts';

/** Columns that one call may look for patterns in. */
export const maxDimensions = 64;

interface PatternRows {
  /** Columns in which patterns are looked for. */
  dimensions: readonly Column[];
  /** Weight of a row in the set of interest, and in the one that it is compared to. */
  weightA: Expression;
  weightB: Expression;
  /** Values that are rarer than this share of the weight, in each set, are in no pattern. */
  minShare: Expression;
}

/**
 * What the search for patterns reads: for each dimension a value and whether it is frequent, then the weights A and B.
 * SQL has put together the rows that are equal but for rare values, so that few are left.
 */
export function patternInput(rows: PatternRows, { input, lowering }: PluginCall): Plan {
  const names = rows.dimensions.map((_, index) => `c${index}`);
  const items = rows.dimensions.map((column, index): NamedExpression => {
    const expression: Expression = { kind: 'column', ...column };
    if (column.type !== 'dynamic') return { name: `c${index}`, type: column.type, expression };
    // JSON text can be grouped by.
    const text: Expression = callOf('dynamic_to_json', 'string', expression);
    return { name: `c${index}`, type: 'string', expression: text };
  });
  const weighted = projection(input, [
    ...items,
    { name: 'A', type: 'real', expression: convertTo('real', rows.weightA) },
    { name: 'B', type: 'real', expression: convertTo('real', rows.weightB) },
  ]);
  const lower = (text: string, tables: Record<string, Plan>) =>
    lowerText(text, { tables, values: { share: rows.minShare } }, lowering);
  const distinct = materialized(
    lower(`Weighted | where A > 0 or B > 0 | summarize A = sum(A), B = sum(B) by ${list(names)}`, {
      Weighted: weighted,
    }),
  );
  const weights = projection(distinct, passThrough(weightColumns));
  const totals = materialized(lower('Rows | summarize TotalA = sum(A), TotalB = sum(B)', { Rows: weights }));
  const frequent = items.map(({ name, type }, index) => {
    const own: NamedExpression = { name: 'V', type, expression: { kind: 'column', type, name } };
    const values = projection(distinct, [own, ...passThrough(weightColumns)]);
    const found = lower(frequentText, { Rows: values, Totals: totals });
    return projection(found, [
      { name, type, expression: { kind: 'column', type, name: 'V' } },
      { name: `f${index}`, type: 'bool', expression: literal('bool', true) },
    ]);
  });
  return lower(codedText(items), {
    Rows: distinct,
    ...Object.fromEntries(frequent.map((plan, index) => [`F${index}`, plan])),
  });
}

const weightColumns: readonly Column[] = [
  { name: 'A', type: 'real' },
  { name: 'B', type: 'real' },
];

/** The same text for every column, so that it is bound once. */
const frequentText = `Rows
  | summarize A = sum(A), B = sum(B) by V
  | where (A > 0 and A >= share * toscalar(Totals | project TotalA)) or (B > 0 and B >= share * toscalar(Totals | project TotalB))
  | project V`;

function codedText(items: readonly NamedExpression[]): string {
  const lookups = items.map((item, index) => `| lookup kind=leftouter F${index} on ${item.name}`);
  const keys = items.flatMap((item, index) => [
    `c${index} = iff(f${index} == true, ${item.name}, ${item.type === 'string' ? `''` : `${item.type}(null)`})`,
    `f${index} = f${index} == true`,
  ]);
  return `Rows ${lookups.join('\n')}
    | extend ${list(keys)}
    | summarize A = sum(A), B = sum(B) by ${list(items.map((item, index) => `${item.name}, f${index}`))}`;
}

export const one: Expression = literal('long', 1n);
