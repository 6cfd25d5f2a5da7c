import {
  callOf,
  columnReference,
  type Expression,
  literal,
  type NamedExpression,
  type Plan,
  type PlanOf,
  projectOf,
} from '../logical.ts';

const tickUnits = { dd: 864_000_000_000n, HH: 36_000_000_000n, mm: 600_000_000n, ss: 10_000_000n };

/**
 * Groups by formatted time are groups by time rounded down, formatted afterwards: once per group, not once per row.
 * Only where different rounded times have different texts, i.e. the format names every part down to its smallest.
 */
export function groupBeforeFormat(plan: PlanOf<'aggregate'>): Plan {
  const formats = plan.keys.map((key, index) => formattedTime(key.expression, `$time${index}`));
  if (formats.every((format) => format === null)) return plan;
  const keys = plan.keys.map((key, index) => formats[index]?.rounded ?? key);
  const inner: Plan = {
    ...plan,
    keys,
    columns: [...keys, ...plan.items].map(({ name, type }) => ({ name, type })),
  };
  const items = plan.columns.map((column, index): NamedExpression => {
    const expression = formats[index]?.formatted ?? columnReference(column);
    return { ...column, expression };
  });
  return projectOf(inner, items);
}

interface FormattedTime {
  rounded: NamedExpression;
  formatted: Expression;
}

function formattedTime(key: Expression, name: string): FormattedTime | null {
  if (key.kind !== 'call' || key.name !== 'format_datetime') return null;
  const [time, format] = key.arguments;
  if (time?.type !== 'datetime' || format?.kind !== 'literal' || typeof format.value !== 'string')
    return null;
  const unit = smallestUnit(format.value);
  if (unit === null) return null;
  const rounded: NamedExpression = {
    name,
    type: 'datetime',
    expression: callOf('bin', 'datetime', time, literal('timespan', unit)),
  };
  return { rounded, formatted: { ...key, arguments: [columnReference(rounded), format] } };
}

/** Ticks of the smallest part that a format shows, null when a larger part is missing or it has other parts. */
function smallestUnit(format: string): bigint | null {
  const parts = new Set(format.match(/[A-Za-z]+/g));
  if (!parts.delete('yyyy') || !parts.delete('MM') || !parts.delete('dd')) return null;
  let unit = tickUnits.dd;
  for (const part of ['HH', 'mm', 'ss'] as const) {
    if (!parts.delete(part)) break;
    unit = tickUnits[part];
  }
  return parts.size === 0 ? unit : null;
}
