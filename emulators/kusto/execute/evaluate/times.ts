import { unsupported } from '../../types/kql-error.ts';
import { strict } from './arithmetic.ts';
import { datetimeInRange } from './convert-value.ts';
import type { Evaluation, EvaluationTable, Value } from './function-table.ts';

const dayTicks = 864_000_000_000n;

const unitTicks: Record<string, bigint> = {
  week: 7n * dayTicks,
  day: dayTicks,
  hour: 36_000_000_000n,
  minute: 600_000_000n,
  second: 10_000_000n,
  millisecond: 10_000n,
  microsecond: 10n,
};

/** Functions of dates and times that need no calendar. */
export const times: EvaluationTable = {
  startofday: moved((day, offset) => (day + offset) * dayTicks),
  endofday: moved((day, offset) => (day + offset + 1n) * dayTicks - 1n),
  // 0001-01-01 is a Monday; weeks start on Sunday.
  startofweek: moved((day, offset) => (day - ((day + 1n) % 7n) + offset * 7n) * dayTicks),
  hourofday: ofDatetime((ticks) => (ticks / 36_000_000_000n) % 24n),
  dayofweek: ofDatetime((ticks) => ((ticks / dayTicks + 1n) % 7n) * dayTicks),
  datetime_diff: (call) =>
    strict(call, ([unit, a, b]) =>
      difference(String(unit).toLowerCase(), BigInt(a as bigint), BigInt(b as bigint)),
    ),
  datetime_add: (call) =>
    strict(call, ([unit, amount, at]) => {
      const size = unitTicks[String(unit).toLowerCase()];
      if (size === undefined) throw unsupported(`datetime_add() of '${unit}' over values of earlier rows`);
      return datetimeInRange(BigInt(at as bigint) + BigInt(amount as bigint) * size);
    }),
};

function ofDatetime(work: (ticks: bigint) => bigint): Evaluation {
  return (call) => strict(call, ([ticks]) => work(BigInt(ticks as bigint)), ['datetime']);
}

function moved(work: (day: bigint, offset: bigint) => bigint): Evaluation {
  return (call) =>
    strict(
      call,
      ([ticks, offset]) =>
        datetimeInRange(work(BigInt(ticks as bigint) / dayTicks, BigInt((offset ?? 0n) as bigint))),
      ['datetime', 'long'],
    );
}

/** Boundaries of the unit between two instants. */
function difference(unit: string, a: bigint, b: bigint): Value {
  if (unit === 'nanosecond') return (a - b) * 100n;
  const size = unitTicks[unit];
  if (size === undefined) throw unsupported(`datetime_diff() of '${unit}' over values of earlier rows`);
  const shift = unit === 'week' ? dayTicks : 0n;
  return (a + shift) / size - (b + shift) / size;
}
