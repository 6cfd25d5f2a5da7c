import { convertSql } from '../convert.ts';
import { type Operand, operandAt, quoted, type ScalarFunction, type ScalarTable, sqlAt } from '../entries.ts';

/** A function of the calendar: `expression` sees the datetime as `ts`, a TIMESTAMP without its last digit. */
function calendar(expression: (ts: string) => string): ScalarFunction {
  return { converts: ['datetime'], sql: (operands) => expression(`kql_timestamp(${sqlAt(operands, 0)})`) };
}

/** Start of a calendar unit, moved by whole units when there is a second operand; `end` is a tick before the next one. */
function startOf(unit: string, isEnd: boolean): ScalarFunction {
  return {
    converts: ['datetime', 'long'],
    nulls: 'propagate',
    sql: (operands) => {
      const offset = operands.length > 1 ? sqlAt(operands, 1) : '0';
      const macro = isEnd ? 'kql_endof' : 'kql_startof';
      return `${macro}${unit}(${sqlAt(operands, 0)}, ${offset})`;
    },
  };
}

const unitMacros: Record<string, string> = {
  year: 'kql_add_months({1}, 12 * {0})',
  quarter: 'kql_add_months({1}, 3 * {0})',
  month: 'kql_add_months({1}, {0})',
  week: 'kql_datetime({1} + {0} * 6048000000000)',
  day: 'kql_datetime({1} + {0} * 864000000000)',
  hour: 'kql_datetime({1} + {0} * 36000000000)',
  minute: 'kql_datetime({1} + {0} * 600000000)',
  second: 'kql_datetime({1} + {0} * 10000000)',
  millisecond: 'kql_datetime({1} + {0} * 10000)',
  microsecond: 'kql_datetime({1} + {0} * 10)',
  nanosecond: 'kql_datetime({1} + {0} // 100)',
};

/** Whole units between two datetimes, by the boundaries that lie between them. */
const diffMacros: Record<string, string> = {
  year: '(kql_year({0}) - kql_year({1}))',
  quarter: '(kql_quarters({0}) - kql_quarters({1}))',
  month: '(kql_months({0}) - kql_months({1}))',
  week: '(({0} + 864000000000) // 6048000000000 - ({1} + 864000000000) // 6048000000000)',
  day: '({0} // 864000000000 - {1} // 864000000000)',
  hour: '({0} // 36000000000 - {1} // 36000000000)',
  minute: '({0} // 600000000 - {1} // 600000000)',
  second: '({0} // 10000000 - {1} // 10000000)',
  millisecond: '({0} // 10000 - {1} // 10000)',
  microsecond: '({0} // 10 - {1} // 10)',
  nanosecond: '(({0} - {1}) * 100)',
};

const partExpressions: Record<string, string> = {
  year: 'kql_year({0})',
  quarter: 'quarter(kql_timestamp({0}))',
  month: 'month(kql_timestamp({0}))',
  weekofyear: 'week(kql_timestamp({0}))',
  week_of_year: 'week(kql_timestamp({0}))',
  day: 'day(kql_timestamp({0}))',
  dayofyear: 'dayofyear(kql_timestamp({0}))',
  hour: '({0} // 36000000000 % 24)',
  minute: '({0} // 600000000 % 60)',
  second: '({0} // 10000000 % 60)',
  millisecond: '({0} // 10000 % 1000)',
  microsecond: '({0} // 10 % 1000000)',
  nanosecond: '({0} % 10000000 * 100)',
};

/** A function whose first operand names a unit: one branch when it is a constant, CASE when it is computed. */
function byUnit(table: Record<string, string>, resultType: string): ScalarFunction {
  return {
    nulls: 'always',
    sql: (operands) => {
      const unit = operandAt(operands, 0);
      const values = operands.slice(1).map((operand) => operand.sql);
      const fill = (template: string) =>
        template.replaceAll(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? 'NULL');
      if (typeof unit.constant === 'string') {
        const template = table[unit.constant.toLowerCase()];
        return template === undefined
          ? `CAST(NULL AS ${resultType})`
          : `CAST(${fill(template)} AS ${resultType})`;
      }
      const branches = Object.entries(table).map(
        ([name, template]) => `WHEN ${quoted(name)} THEN ${fill(template)}`,
      );
      return `CAST(CASE lower(${unit.sql}) ${branches.join(' ')} END AS ${resultType})`;
    },
  };
}

function unixtime(factor: string): ScalarFunction {
  return {
    nulls: 'always',
    sql: (operands) => {
      const operand = operandAt(operands, 0);
      const ticks =
        operand.type === 'long' || operand.type === 'int'
          ? factor === '0.01'
            ? `${operand.sql} // 100`
            : `${operand.sql}::HUGEINT * ${factor}`
          : `TRY_CAST(round(${convertSql(operand, 'real')} * ${factor}) AS BIGINT)`;
      return `kql_datetime(TRY_CAST(${ticks} + 621355968000000000 AS BIGINT))`;
    },
  };
}

function makeDatetime(operands: Operand[]): string {
  const parts = [0, 1, 2, 3, 4].map((index) =>
    operands[index] === undefined ? (index < 3 ? '1' : '0') : convertSql(operandAt(operands, index), 'long'),
  );
  const seconds = operands[5] === undefined ? '0.0' : convertSql(operands[5], 'real');
  return `kql_make_datetime(${[...parts, seconds].join(', ')})`;
}

function makeTimespan(operands: Operand[]): string {
  const hasDays = operands.length > 3;
  const [days, hours, minutes, seconds] = hasDays ? operands : [undefined, ...operands];
  const whole = [days, hours, minutes].map((operand) =>
    operand === undefined ? '0' : convertSql(operand, 'long'),
  );
  return `kql_make_timespan(${whole.join(', ')}, ${seconds === undefined ? '0.0' : convertSql(seconds, 'real')})`;
}

/** Dates and times. */
export const datetimeFunctions: ScalarTable = {
  startofday: startOf('day', false),
  startofweek: startOf('week', false),
  startofmonth: startOf('month', false),
  startofyear: startOf('year', false),
  endofday: startOf('day', true),
  endofweek: startOf('week', true),
  endofmonth: startOf('month', true),
  endofyear: startOf('year', true),
  getyear: calendar((ts) => `year(${ts})`),
  getmonth: calendar((ts) => `month(${ts})`),
  monthofyear: calendar((ts) => `month(${ts})`),
  dayofmonth: calendar((ts) => `day(${ts})`),
  dayofyear: calendar((ts) => `dayofyear(${ts})`),
  week_of_year: calendar((ts) => `week(${ts})`),
  weekofyear: calendar((ts) => `week(${ts})`),
  hourofday: { converts: ['datetime'], sql: (operands) => `(${sqlAt(operands, 0)} // 36000000000 % 24)` },
  dayofweek: {
    converts: ['datetime'],
    sql: (operands) => `((${sqlAt(operands, 0)} // 864000000000 + 1) % 7 * 864000000000)`,
  },
  datetime_add: byUnit(unitMacros, 'BIGINT'),
  datetime_diff: byUnit(diffMacros, 'BIGINT'),
  datetime_part: byUnit(partExpressions, 'BIGINT'),
  datepart: byUnit(partExpressions, 'BIGINT'),
  make_datetime: { nulls: 'always', sql: makeDatetime },
  make_timespan: { nulls: 'always', sql: makeTimespan },
  unixtime_seconds_todatetime: unixtime('10000000'),
  unixtime_milliseconds_todatetime: unixtime('10000'),
  unixtime_microseconds_todatetime: unixtime('10'),
  unixtime_nanoseconds_todatetime: unixtime('0.01'),
  format_datetime: { sql: formatDatetime, converts: ['datetime', 'string'] },
  format_timespan: {
    sql: (operands) => `kql_format_timespan(${sqlAt(operands, 0)}, ${sqlAt(operands, 1)})`,
    converts: ['timespan', 'string'],
  },
  datetime_utc_to_local: {
    converts: ['datetime', 'string'],
    nulls: 'always',
    sql: (operands) => `kql_to_local(${sqlAt(operands, 0)}, ${sqlAt(operands, 1)})`,
  },
  datetime_local_to_utc: {
    converts: ['datetime', 'string'],
    nulls: 'always',
    sql: (operands) => `kql_to_utc(${sqlAt(operands, 0)}, ${sqlAt(operands, 1)})`,
  },
};

const strftimeParts: Record<string, string> = {
  yyyy: '%Y',
  yy: '%y',
  MM: '%m',
  M: '%-m',
  dd: '%d',
  d: '%-d',
  HH: '%H',
  H: '%-H',
  hh: '%I',
  h: '%-I',
  mm: '%M',
  m: '%-M',
  ss: '%S',
  s: '%-S',
  tt: '%p',
};

/** A constant format becomes strftime, which is many times faster than a UDF. */
function formatDatetime(operands: Operand[]): string {
  const format = operandAt(operands, 1);
  const pattern = typeof format.constant === 'string' ? strftimePattern(format.constant) : null;
  if (pattern === null) return `kql_format_datetime(${sqlAt(operands, 0)}, ${format.sql})`;
  return `strftime(kql_timestamp(${sqlAt(operands, 0)} - ${sqlAt(operands, 0)} % 10000000), ${quoted(pattern)})`;
}

/** Null when the format has parts that strftime lacks, e.g. fractions of a second. */
function strftimePattern(format: string): string | null {
  let pattern = '';
  for (const [part] of format.matchAll(/([a-zA-Z])\1*|[^a-zA-Z]/g)) {
    if (/^[a-zA-Z]/.test(part)) {
      const found = strftimeParts[part];
      if (found === undefined) return null;
      pattern += found;
    } else if (/[-/:,.\s[\]_]/.test(part)) pattern += part;
    else return null;
  }
  return pattern;
}
