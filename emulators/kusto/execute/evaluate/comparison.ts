import { parseDecimal } from '../../types/decimal.ts';
import { unsupported } from '../../types/kql-error.ts';
import type { KustoType } from '../../types/schema.ts';
import { convertValue, plainText } from './convert-value.ts';
import {
  type CallTypes,
  type Evaluation,
  type EvaluationTable,
  typeAt,
  type Value,
  valueAt,
} from './function-table.ts';

/** Comparisons and logic, by the rules of null-values.md. */
export const comparisons: EvaluationTable = {
  '==': equality(true),
  '!=': equality(false),
  '<>': equality(false),
  '<': order((sign) => sign < 0),
  '<=': order((sign) => sign <= 0),
  '>': order((sign) => sign > 0),
  '>=': order((sign) => sign >= 0),
  between: between(false),
  '!between': between(true),
  in: membership({ isNegated: false, ignoresCase: false }),
  '!in': membership({ isNegated: true, ignoresCase: false }),
  'in~': membership({ isNegated: false, ignoresCase: true }),
  '!in~': membership({ isNegated: true, ignoresCase: true }),
  '=~': sameText(true),
  '!~': sameText(false),
  and:
    () =>
    ([a, b]) =>
      and(a ?? null, b ?? null),
  or:
    () =>
    ([a, b]) =>
      not(and(not(a ?? null), not(b ?? null))),
  not: (call) => (values) => not(convertValue(valueAt(values, 0), typeAt(call, 0), 'bool')),
  max_of: extreme(1),
  min_of: extreme(-1),
};

const ranks: KustoType[] = ['bool', 'int', 'long', 'real', 'decimal'];

/** The type in which two operands meet; a dynamic follows the other one. */
function commonType(left: KustoType, right: KustoType): KustoType {
  if (left === right) return left;
  if (left === 'dynamic' || right === 'dynamic') {
    const other = left === 'dynamic' ? right : left;
    return ranks.includes(other) && other !== 'bool' ? 'real' : other;
  }
  const found = [ranks.indexOf(left), ranks.indexOf(right)];
  return found.includes(-1) ? left : (ranks[Math.max(...found)] ?? left);
}

function aligned(call: CallTypes, values: readonly Value[]): [Value, Value, KustoType] {
  const [left, right] = [typeAt(call, 0), typeAt(call, 1)];
  const type = commonType(left, right);
  return [convertValue(valueAt(values, 0), left, type), convertValue(valueAt(values, 1), right, type), type];
}

function equality(isEqual: boolean): Evaluation {
  return (call) => (values) => {
    const [a, b, type] = aligned(call, values);
    if (a === null && b === null) return null;
    const same = a !== null && b !== null && compareValues(a, b, type) === 0;
    return same === isEqual;
  };
}

function order(holds: (sign: number) => boolean): Evaluation {
  return (call) => (values) => {
    const [a, b, type] = aligned(call, values);
    if (a === null || b === null) return null;
    const sign = compareValues(a, b, type);
    return !Number.isNaN(sign) && holds(sign);
  };
}

/** Less than 0, 0 or more than 0; NaN when one of them is not a number. */
export function compareValues(a: NonNullable<Value>, b: NonNullable<Value>, type: KustoType): number {
  if (type === 'decimal') {
    const [x, y] = [parseDecimal(String(a)) ?? 0n, parseDecimal(String(b)) ?? 0n];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (typeof a === 'string') return compareTexts(a, String(b));
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code points, as UTF-8 bytes sort. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  const isMiddle = /[\uDC00-\uDFFF]/.test(a[at] ?? '') && /[\uD800-\uDBFF]/.test(a[at - 1] ?? '');
  const start = isMiddle ? at - 1 : at;
  return (a.codePointAt(start) ?? -1) < (b.codePointAt(start) ?? -1) ? -1 : 1;
}

function between(isNegated: boolean): Evaluation {
  return (call) => {
    const pair = (other: number): CallTypes => ({
      ...call,
      operands: [typeAt(call, 0), typeAt(call, other)],
    });
    const from = order((sign) => sign >= 0)(pair(1));
    const to = order((sign) => sign <= 0)(pair(2));
    return (values) => {
      const subject = valueAt(values, 0);
      const inside = and(from([subject, valueAt(values, 1)]), to([subject, valueAt(values, 2)]));
      return isNegated ? not(inside) : inside;
    };
  };
}

function membership({ isNegated, ignoresCase }: { isNegated: boolean; ignoresCase: boolean }): Evaluation {
  return (call) => {
    const subject = typeAt(call, 0);
    if (call.operands.some((type, index) => index > 0 && type === 'dynamic'))
      throw unsupported(`${call.name} over a dynamic array inside this operator`);
    const fold = (value: Value) => (ignoresCase && typeof value === 'string' ? value.toLowerCase() : value);
    return (values) => {
      const found = values.slice(1).some((member, index) => {
        const type = commonType(subject, typeAt(call, index + 1));
        const a = fold(convertValue(valueAt(values, 0), subject, type));
        const b = fold(convertValue(member, typeAt(call, index + 1), type));
        return a !== null && b !== null && compareValues(a, b, type) === 0;
      });
      return found !== isNegated;
    };
  };
}

function sameText(isEqual: boolean): Evaluation {
  return (call) => (values) => {
    const [a, b] = [0, 1].map((index) =>
      (plainText(valueAt(values, index), typeAt(call, index)) ?? '').toLowerCase(),
    );
    return (a === b) === isEqual;
  };
}

function and(a: Value, b: Value): Value {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

function not(value: Value): Value {
  return value === null ? null : value !== true;
}

/** The largest or the smallest operand; nulls are passed over. */
function extreme(sign: 1 | -1): Evaluation {
  return (call) => (values) => {
    let best: Value = null;
    for (const [index, value] of values.entries()) {
      const converted = convertValue(value, typeAt(call, index), call.result);
      if (converted === null) continue;
      if (best === null || compareValues(converted, best, call.result) * sign > 0) best = converted;
    }
    return best;
  };
}
