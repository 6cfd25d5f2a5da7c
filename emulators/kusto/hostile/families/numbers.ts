import { family, listOf } from '../hostile-query.ts';

export const numbers = family('extreme values', [
  [
    'longs that overflow',
    'print 9223372036854775807 + 1, -9223372036854775807 - 10, 9223372036854775807 * 2',
  ],
  ['longs that overflow by row', 'Numbers | summarize sum(i * 9223372036854775)'],
  [
    'the smallest long, divided and negated',
    'print long(-9223372036854775808) / -1, -long(-9223372036854775808), abs(long(-9223372036854775808)), long(-9223372036854775808) % -1',
  ],
  ['division by zero', 'print 1 / 0, 1.0 / 0, 0.0 / 0, 1 % 0, 1h / 0h, decimal(1) / decimal(0)'],
  ['a long literal out of range', 'print 99999999999999999999999999'],
  [
    'a decimal of many digits',
    () => `print decimal(${'9'.repeat(1000)}), decimal(1e400), decimal(0.${'0'.repeat(500)}1)`,
  ],
  [
    'decimals that overflow',
    'print decimal(9999999999999999999999999999) * decimal(9999999999999999999999999999)',
  ],
  ['decimals that grow', () => `print d = decimal(1.0000000001)${' | extend d = d * d'.repeat(12)}`],
  [
    'reals that overflow',
    'print 1e308 * 10, exp(10000), pow(10, 400), sqrt(-1), log(-1), log(0), gamma(1000), loggamma(-1)',
  ],
  ['pow of longs', 'print pow(9223372036854775807, 9223372036854775807), exp2(100000), exp10(100000)'],
  [
    'shifts too far',
    'print binary_shift_left(1, 1000), binary_shift_right(1, -1), binary_shift_left(-1, 9223372036854775807)',
  ],
  [
    'the first and the last instant',
    'print datetime(0001-01-01) - 1tick, datetime(9999-12-31T23:59:59.9999999) + 1tick, datetime(9999-12-31) + 1000000d',
  ],
  [
    'instants out of range',
    'print datetime(99999-01-01), datetime(0000-00-00), datetime(2020-13-45T25:61:61)',
  ],
  [
    'parts of the extreme instants',
    'print startofyear(datetime(0001-01-01), -10), endofyear(datetime(9999-12-31), 10), startofweek(datetime(0001-01-01)), endofmonth(datetime(9999-12-31), 9223372036854775807)',
  ],
  [
    'datetime_add too far',
    'print datetime_add("year", 9223372036854775807, now()), datetime_add("month", -9223372036854775807, now()), datetime_add("nanosecond", 9223372036854775807, now())',
  ],
  [
    'datetime_diff over all time',
    'print datetime_diff("nanosecond", datetime(9999-12-31), datetime(0001-01-01))',
  ],
  [
    'make_datetime out of range',
    'print make_datetime(99999, 99, 99), make_datetime(-1, 1, 1), make_timespan(9223372036854775807, 1, 1)',
  ],
  [
    'timespans that overflow',
    'print timespan(10675199.02:48:05.4775807) * 2, 1d * 9223372036854775807, totimespan(9223372036854775807) + 1tick',
  ],
  ['timespan literals too large', 'print 99999999999999d, 1e400s'],
  [
    'unix times too large',
    'print unixtime_seconds_todatetime(9223372036854775807), unixtime_milliseconds_todatetime(-9223372036854775808), unixtime_nanoseconds_todatetime(9223372036854775807), unixtime_seconds_todatetime(1e300)',
  ],
  [
    'conversions out of range',
    'print tolong(1e300), toint(1e10), tolong("99999999999999999999"), toint("abc"), todouble("1e999"), tobool("maybe"), toguid("zz"), todecimal("1e99")',
  ],
  [
    'reals that are no numbers',
    'print tolong(real(nan)), toint(real(+inf)), tostring(real(-inf)), bin(real(nan), 1), round(real(+inf), 5), floor(real(nan), 1)',
  ],
  [
    'substring out of range',
    'print substring("abc", 9223372036854775807), substring("abc", -9223372036854775808, 9223372036854775807), indexof("abc", "c", 9223372036854775807)',
  ],
  [
    'array access out of range',
    'print dynamic([1,2])[9223372036854775807], dynamic([1,2])[-9223372036854775808], dynamic({"a":1})[1]',
  ],
  [
    'round to very many digits',
    'print round(1.5, 1000), round(1.5, -1000), round(123456789.123, 9223372036854775807)',
  ],
  ['strrep of a negative count', 'print strrep("a", -1), strrep("a", 9223372036854775807)'],
  [
    'format_bytes and tohex of extremes',
    'print format_bytes(1e300), format_bytes(-1), tohex(-1), tohex(1, 1000000000)',
  ],
  ['percentiles out of range', 'Numbers | summarize percentile(i, -1), percentile(i, 101)'],
  [
    'percentiles by very many',
    () => `Numbers | summarize percentiles(i, ${listOf(1000, (n) => String(n / 10))})`,
  ],
  ['percentilesw with huge weights', 'Numbers | summarize percentilesw(i, 9223372036854775807, 50)'],
  [
    'statistics over extremes',
    'datatable(r:real)[1e308, -1e308, real(nan), real(+inf)] | summarize avg(r), stdev(r), variance(r), sum(r), min(r), max(r), percentile(r, 50)',
  ],
  ['take of a negative number', 'Numbers | take -1'],
  ['top by nothing', 'Numbers | top 0 by i'],
  [
    'dynamic numbers out of range',
    'print dynamic(1e999), dynamic(99999999999999999999), parse_json("1e999"), parse_json("99999999999999999999") + 1',
  ],
  ['rand of extremes', 'print rand(0), rand(-1), rand(9223372036854775807)'],
  ['hash with a modulus of zero', 'print hash("a", 0), hash("a", -1), hash_xxhash64("a", 0)'],
  ['guids and ids', 'print guid(00000000-0000-0000-0000-000000000000), toguid(strrep("0", 32)), new_guid()'],
  ['assert that fails', 'Numbers | where assert(i < 5, "stop here")'],
  [
    'column_ifexists with a long default',
    'Numbers | extend c = column_ifexists("nope", strrep("x", 100000)) | summarize sum(strlen(c))',
  ],
  [
    'time zones that are none',
    'print datetime_utc_to_local(now(), "Mars/Olympus"), datetime_local_to_utc(datetime(0001-01-01), "Asia/Tokyo")',
  ],
  [
    'unknown units',
    'print convert_length(1, "Furlong", "Parsec"), datetime_part("eon", now()), datetime_add("eon", 1, now())',
  ],
  ['a number of a million digits', () => `print ${'7'.repeat(1_000_000)}`],
]);
