import { parseDecimal } from '../../types/decimal.ts';
import { unsupported } from '../../types/kql-error.ts';
import type { KustoType } from '../../types/schema.ts';
import { convertValue, datetimeInRange, decimalText, truncated } from './convert-value.ts';
import {
  type CallTypes,
  type Evaluation,
  type EvaluationTable,
  typeAt,
  type Value,
} from './function-table.ts';

/** Arithmetic; long wraps around. */
export const arithmetic: EvaluationTable = {
  '+': sum('+'),
  '-': sum('-'),
  '*': product,
  '/': quotient,
  '%': remainder,
  negate: (call) => strict(call, ([value]) => negated(value ?? null, call.result)),
  abs: ofSameType((value) => (value < 0 ? -value : value)),
  sign: ofSameType((value) =>
    typeof value === 'bigint' ? BigInt(Number(value > 0n) - Number(value < 0n)) : Math.sign(value),
  ),
  bin,
  floor: bin,
  bin_at: (call) =>
    strict(call, ([x, size, fixed]) => shifted(x ?? null, size ?? null, fixed ?? null, call.result)),
  round: (call) => {
    if (call.result !== 'real') throw unsupported(`round() of ${call.result} inside this operator`);
    return strict(call, ([value, digits]) => rounded(Number(value), Number(digits ?? 0)), ['real', 'long']);
  },
  sqrt: ofReal((x) => (x < 0 ? Number.NaN : Math.sqrt(x))),
  exp: ofReal(Math.exp),
  pow: (call) => strict(call, ([x, y]) => Number(x) ** Number(y), ['real', 'real']),
};

/** Null when an operand is null; operands are converted to `types` where given. */
export function strict(
  call: CallTypes,
  work: (values: readonly Value[]) => Value,
  types: readonly KustoType[] = [],
): (values: readonly Value[]) => Value {
  return (values) => {
    const converted = values.map((value, index) =>
      convertValue(value, typeAt(call, index), types[index] ?? typeAt(call, index)),
    );
    return converted.includes(null) ? null : work(converted);
  };
}

function ofReal(work: (x: number) => number): Evaluation {
  return (call) => strict(call, ([x]) => work(Number(x)), ['real']);
}

function ofSameType(work: (value: bigint | number) => bigint | number): Evaluation {
  return (call) => {
    refuseDecimal(call);
    return strict(call, ([value]) => asResult(work(value as bigint | number), call.result), [call.result]);
  };
}

function refuseDecimal(call: CallTypes): void {
  if (call.result === 'decimal') throw unsupported(`${call.name} on decimals inside this operator`);
}

const isTime = (type: KustoType) => type === 'datetime' || type === 'timespan';

/** Types to which two operands are brought; ticks stay as they are. */
function operandTypes(call: CallTypes): KustoType[] {
  return [0, 1].map((index) => {
    const type = typeAt(call, index);
    if (type === 'dynamic')
      return isTime(call.result) ? 'timespan' : call.result === 'dynamic' ? 'real' : call.result;
    return isTime(call.result) || isTime(type) ? type : call.result;
  });
}

function sum(sign: '+' | '-'): Evaluation {
  return (call) =>
    strict(
      call,
      ([a, b]) => {
        if (call.result === 'real' || call.result === 'dynamic')
          return sign === '+' ? Number(a) + Number(b) : Number(a) - Number(b);
        if (call.result === 'decimal') return decimalSum(String(a), String(b), sign);
        const [x, y] = [BigInt(a as bigint), BigInt(b as bigint)];
        return asResult(sign === '+' ? x + y : x - y, call.result);
      },
      operandTypes(call),
    );
}

function decimalSum(a: string, b: string, sign: '+' | '-'): Value {
  const [x, y] = [parseDecimal(a), parseDecimal(b)];
  if (x === null || y === null) return null;
  return decimalText(sign === '+' ? x + y : x - y);
}

/** The number as a value of the result's type: integers wrap, a datetime out of range is null. */
function asResult(value: bigint | number, type: KustoType): Value {
  if (typeof value === 'number') return value;
  if (type === 'datetime') return datetimeInRange(value);
  return BigInt.asIntN(type === 'int' ? 32 : 64, value);
}

function negated(value: Value, type: KustoType): Value {
  if (type === 'decimal') return decimalText(-(parseDecimal(String(value)) ?? 0n));
  return asResult(-(value as bigint | number), type);
}

function product(call: CallTypes) {
  refuseDecimal(call);
  if (call.result !== 'timespan')
    return strict(
      call,
      ([a, b]) =>
        typeof a === 'bigint' && typeof b === 'bigint' ? asResult(a * b, call.result) : Number(a) * Number(b),
      operandTypes(call),
    );
  const isReal = call.operands.some((type) => type === 'real' || type === 'dynamic');
  const types = call.operands.map((type) => (type === 'dynamic' ? 'real' : type));
  return strict(
    call,
    ([a, b]) =>
      isReal
        ? truncated(Number(a) * Number(b))
        : asResult(BigInt(a as bigint) * BigInt(b as bigint), 'timespan'),
    types,
  );
}

function quotient(call: CallTypes) {
  refuseDecimal(call);
  const [left, right] = [typeAt(call, 0), typeAt(call, 1)];
  if (isTime(left) && isTime(right)) return strict(call, ([a, b]) => Number(a) / Number(b));
  if (call.result === 'timespan')
    return strict(call, ([a, b]) => truncated(Number(a) / Number(b)), [left, 'real']);
  if (call.result === 'long' || call.result === 'int')
    return strict(
      call,
      ([a, b]) => (b === 0n ? null : asResult((a as bigint) / (b as bigint), call.result)),
      ['long', 'long'],
    );
  return strict(call, ([a, b]) => Number(a) / Number(b), ['real', 'real']);
}

function remainder(call: CallTypes) {
  refuseDecimal(call);
  const isTicks = isTime(typeAt(call, 0)) && isTime(typeAt(call, 1));
  return strict(
    call,
    ([a, b]) => {
      if (typeof a === 'bigint' && typeof b === 'bigint') return b === 0n ? null : modulo(a, b < 0n ? -b : b);
      const divisor = Math.abs(Number(b));
      return divisor === 0 ? null : ((Number(a) % divisor) + divisor) % divisor;
    },
    isTicks ? [] : [call.result, call.result],
  );
}

function modulo(value: bigint, divisor: bigint): bigint {
  return ((value % divisor) + divisor) % divisor;
}

function bin(call: CallTypes) {
  if (call.operands.length < 2) return strict(call, ([x]) => Math.floor(Number(x)), ['real']);
  return strict(call, ([x, size]) => binned(x ?? null, size ?? null, call.result), binTypes(call));
}

function binTypes(call: CallTypes): KustoType[] {
  if (call.result === 'real') return ['real', 'real'];
  refuseDecimal(call);
  const size = call.result === 'datetime' || call.result === 'timespan' ? 'timespan' : 'long';
  return [call.result, typeAt(call, 1) === 'real' ? size : typeAt(call, 1)];
}

function binned(x: Value, size: Value, type: KustoType): Value {
  if (type === 'real') return Math.floor(Number(x) / Number(size)) * Number(size);
  const [value, step] = [BigInt(x as bigint), BigInt(size as bigint)];
  return step === 0n ? null : value - modulo(value, step < 0n ? -step : step);
}

function shifted(x: Value, size: Value, fixed: Value, type: KustoType): Value {
  if (type === 'real') return Number(fixed) + Number(binned(Number(x) - Number(fixed), size, 'real'));
  const origin = BigInt(fixed as bigint);
  const rest = binned(BigInt(x as bigint) - origin, size, type);
  return rest === null ? null : origin + BigInt(rest as bigint);
}

/** Halves go away from zero, as in DuckDB. */
function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  const result = (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale;
  return Number.isFinite(result) ? result : value;
}
