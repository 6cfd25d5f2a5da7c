/** A SQL macro, registered once per instance; `body` may call other macros and UDFs. */
export interface Macro {
  name: string;
  parameters: string;
  body: string;
}

const epoch = '621355968000000000';

function macro(name: string, parameters: string, body: string): Macro {
  return { name, parameters, body };
}

const macros: Macro[] = [
  // A datetime outside 0001..9999 is null.
  macro('kql_datetime', 't', 'CASE WHEN t BETWEEN 0 AND 3155378975999999999 THEN t END'),
  macro('kql_timestamp', 't', `make_timestamp((t - ${epoch}) // 10)`),
  macro('kql_ticks', 'ts', `(epoch_us(ts) * 10 + ${epoch})`),
  macro(
    'kql_datetime_text',
    't',
    `strftime(kql_timestamp(t - t % 10000000), '%Y-%m-%dT%H:%M:%S.') || lpad(CAST(t % 10000000 AS VARCHAR), 7, '0') || 'Z'`,
  ),
  macro(
    'kql_timespan_text',
    't',
    `(CASE WHEN t < 0 THEN '-' ELSE '' END)
     || (CASE WHEN abs(t) >= 864000000000 THEN CAST(abs(t) // 864000000000 AS VARCHAR) || '.' ELSE '' END)
     || lpad(CAST(abs(t) // 36000000000 % 24 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(t) // 600000000 % 60 AS VARCHAR), 2, '0')
     || ':' || lpad(CAST(abs(t) // 10000000 % 60 AS VARCHAR), 2, '0')
     || (CASE WHEN abs(t) % 10000000 = 0 THEN '' ELSE '.' || lpad(CAST(abs(t) % 10000000 AS VARCHAR), 7, '0') END)`,
  ),
  macro(
    'kql_decimal_text',
    'd',
    `regexp_replace(regexp_replace(CAST(d AS VARCHAR), '(\\.\\d*?)0+$', '\\1'), '\\.$', '')`,
  ),
  macro(
    'kql_real_text',
    'r',
    `CASE WHEN isnan(r) THEN 'NaN' WHEN isinf(r) THEN CASE WHEN r > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE kql_real_digits(r) END`,
  ),
  macro('kql_real_json', 'r', `CASE WHEN isfinite(r) THEN to_json(r) ELSE to_json(kql_real_text(r)) END`),
  // A negative start counts from the end; a negative length gives nothing.
  macro(
    'kql_substring',
    's, i, n',
    `CASE WHEN n IS NOT NULL AND n <= 0 THEN '' ELSE substring(s, CASE WHEN i < 0 THEN greatest(length(s) + i, 0) + 1 ELSE i + 1 END,
       coalesce(n, length(s))) END`,
  ),
  macro(
    'kql_indexof',
    's, w, i, n, o',
    `CASE WHEN i = 0 AND n = -1 AND o = 1 THEN CASE WHEN w = '' THEN NULL ELSE instr(s, w) - 1 END ELSE kql_indexof_udf(s, w, i, n, o) END`,
  ),
  // Matches do not overlap; a negative start is not accepted. A match that starts outside the searched length is none.
  macro(
    'kql_indexof_regex',
    's, re, i, n, o',
    `CASE WHEN i >= 0 AND o >= 1 THEN kql_searched(kql_nth_match(substring(s, i + 1), re, o), i, n) END`,
  ),
  macro(
    'kql_searched',
    'found, i, n',
    'CASE WHEN found < 0 OR (n >= 0 AND found >= n) THEN -1 ELSE found + i END',
  ),
  // The texts between the matches and the matches before it say where a match is.
  macro(
    'kql_nth_match',
    't, re, o',
    `CASE WHEN len(regexp_extract_all(t, re)) < o THEN -1 ELSE
       list_sum(list_transform(string_split_regex(t, re)[1:o], lambda x: length(x)))
       + coalesce(list_sum(list_transform(regexp_extract_all(t, re)[1:o - 1], lambda x: length(x))), 0) END`,
  ),
  macro('kql_split', 's, d', `CASE WHEN d = '' THEN [s] ELSE string_split(s, d) END`),
  macro(
    'kql_tobool',
    's',
    `CASE WHEN lower(trim(s)) = 'true' THEN true WHEN lower(trim(s)) = 'false' THEN false ELSE TRY_CAST(s AS BIGINT) <> 0 END`,
  ),
  macro(
    'kql_tolong',
    's',
    `CASE WHEN regexp_full_match(s, '\\s*[+-]?\\d+\\s*') THEN TRY_CAST(s AS BIGINT)
          WHEN regexp_full_match(s, '\\s*0[xX][0-9a-fA-F]{1,16}\\s*') THEN kql_fromhex(trim(s)) END`,
  ),
  macro(
    'kql_tolong_number',
    's',
    'coalesce(kql_tolong(s), TRY_CAST(trunc(TRY_CAST(s AS DOUBLE)) AS BIGINT))',
  ),
  macro('kql_todecimal', 's', `CASE WHEN NOT contains(s, '_') THEN TRY_CAST(s AS DECIMAL(38,10)) END`),
  macro(
    'kql_toreal',
    's',
    // DuckDB takes digits with underscores, Kusto does not.
    `coalesce(CASE WHEN NOT contains(s, '_') THEN TRY_CAST(s AS DOUBLE) END, CASE lower(trim(s)) WHEN '+inf' THEN 'infinity'::DOUBLE
       ELSE CAST(kql_tolong(s) AS DOUBLE) END)`,
  ),
  macro(
    'kql_int',
    'n',
    'CAST(((n + 2147483648) % 4294967296 + 4294967296) % 4294967296 - 2147483648 AS INTEGER)',
  ),
  macro(
    'kql_todatetime',
    's',
    `CASE WHEN regexp_full_match(s, '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?Z') AND left(s, 4) <> '0000'
       THEN kql_ticks(TRY_CAST(left(s, length(s) - 1) AS TIMESTAMP)) ELSE kql_parse_datetime(s) END`,
  ),
  macro('kql_totimespan', 's', 'kql_parse_timespan(s)'),
  macro(
    'kql_wrap',
    'h',
    `CAST(((h::HUGEINT + 9223372036854775808) % 18446744073709551616 + 18446744073709551616) % 18446744073709551616 - 9223372036854775808 AS BIGINT)`,
  ),
  macro('kql_startofday', 't, n', 'kql_datetime(t - t % 864000000000 + n * 864000000000)'),
  macro(
    'kql_startofweek',
    't, n',
    'kql_datetime((t // 864000000000 - (t // 864000000000 + 1) % 7 + n * 7) * 864000000000)',
  ),
  macro('kql_startofmonth', 't, n', `kql_month_start(kql_months(t) + n)`),
  macro('kql_startofyear', 't, n', `kql_month_start((kql_year(t) + n) * 12)`),
  macro('kql_endofday', 't, n', 'kql_startofday(t, n) + 863999999999'),
  macro('kql_endofweek', 't, n', 'kql_startofweek(t, n) + 6047999999999'),
  macro(
    'kql_endofmonth',
    't, n',
    'coalesce(kql_month_start(kql_months(t) + n + 1) - 1, CASE WHEN kql_months(t) + n = 119999 THEN 3155378975999999999 END)',
  ),
  macro(
    'kql_endofyear',
    't, n',
    'coalesce(kql_month_start((kql_year(t) + n + 1) * 12) - 1, CASE WHEN kql_year(t) + n = 9999 THEN 3155378975999999999 END)',
  ),
  macro('kql_year', 't', 'year(kql_timestamp(t))'),
  // Months and quarters counted from year 0.
  macro('kql_months', 't', 'year(kql_timestamp(t)) * 12 + month(kql_timestamp(t)) - 1'),
  macro('kql_quarters', 't', 'year(kql_timestamp(t)) * 4 + quarter(kql_timestamp(t))'),
  macro(
    'kql_month_start',
    'm',
    'CASE WHEN m BETWEEN 12 AND 119999 THEN kql_ticks(CAST(make_date(m // 12, m % 12 + 1, 1) AS TIMESTAMP)) END',
  ),
  // The day of the month is kept where the month has it, else its last day is taken.
  macro(
    'kql_add_months',
    't, n',
    `CASE WHEN kql_months(t) + n BETWEEN 12 AND 119999 THEN
       kql_month_start(kql_months(t) + n)
       + (least(day(kql_timestamp(t)), day(last_day(make_date((kql_months(t) + n) // 12, (kql_months(t) + n) % 12 + 1, 1)))) - 1) * 864000000000
       + t % 864000000000 END`,
  ),
  macro(
    'kql_make_datetime',
    'y, mo, d, h, mi, s',
    `CASE WHEN y BETWEEN 1 AND 9999 AND mo BETWEEN 1 AND 12 AND d BETWEEN 1 AND 31 AND h BETWEEN 0 AND 23 AND mi BETWEEN 0 AND 59 AND s >= 0 AND s < 60
       AND d <= day(last_day(make_date(y, mo, 1)))
     THEN kql_ticks(CAST(make_date(y, mo, d) AS TIMESTAMP)) + h * 36000000000 + mi * 600000000 + CAST(round(s * 10000000) AS BIGINT) END`,
  ),
  macro(
    'kql_make_timespan',
    'd, h, mi, s',
    `CASE WHEN d >= 0 AND h BETWEEN 0 AND 23 AND mi BETWEEN 0 AND 59 AND s >= 0 AND s < 60
     THEN d * 864000000000 + h * 36000000000 + mi * 600000000 + CAST(round(s * 10000000) AS BIGINT) END`,
  ),
  macro(
    'kql_to_local',
    't, zone',
    `kql_datetime(kql_ticks(timezone(zone, timezone('UTC', kql_timestamp(t)))) + t % 10)`,
  ),
  macro('kql_utc_guess', 't, zone', `kql_ticks(timezone('UTC', timezone(zone, kql_timestamp(t)))) + t % 10`),
  // A local time that a clock change skips is read with the offset after the change.
  macro(
    'kql_to_utc',
    't, zone',
    'kql_datetime(kql_utc_guess(t, zone) - (kql_to_local(kql_utc_guess(t, zone), zone) - t))',
  ),
  macro('kql_floor_bin', 'x, s', 'x - ((x % s) + s) % s'),
  macro('kql_bin_real', 'x, s', 'CASE WHEN s < 0 THEN NULL ELSE floor(x / s) * s END'),
  macro(
    'kql_shift_left',
    'a, b',
    'CASE WHEN b >= 0 THEN kql_wrap(a::HUGEINT * (1::HUGEINT << (b % 64)::INTEGER)) END',
  ),
  macro('kql_modulo', 'a, b', '((a % b) + abs(b)) % abs(b)'),
  // Integer division truncates towards zero.
  macro(
    'kql_divide',
    'a, b',
    'CASE WHEN b = 0 THEN NULL WHEN (a < 0) <> (b < 0) THEN -(abs(a) // abs(b)) ELSE abs(a) // abs(b) END',
  ),
  // The elements of an array; a bag gives one bag per property, anything else itself. j may be a subquery, which a lambda
  // can't hold.
  macro(
    'kql_items',
    'j, as_array',
    `CASE json_type(j) WHEN 'ARRAY' THEN CAST(j AS JSON[])
       WHEN 'OBJECT' THEN list_transform([j], lambda bag: list_transform(json_keys(bag), lambda k: CASE WHEN as_array
         THEN json_array(k, json_extract(bag, kql_key_path(k))) ELSE json_object(k, json_extract(bag, kql_key_path(k))) END))[1]
       ELSE [j] END`,
  ),
  // The same items as texts.
  macro(
    'kql_item_texts',
    'j',
    `CASE json_type(j) WHEN 'ARRAY' THEN CAST(j AS VARCHAR[])
       WHEN 'OBJECT' THEN list_transform(kql_items(j, false), lambda item: CAST(item AS VARCHAR)) ELSE [j ->> '$'] END`,
  ),
  // A JSON path to one key, whatever its letters.
  macro('kql_key_path', 'k', `'/' || replace(replace(k, '~', '~0'), '/', '~1')`),
  // The elements of an array as text; of anything else, itself.
  macro(
    'kql_texts',
    'j',
    `CASE json_type(j) WHEN 'ARRAY' THEN json_extract_string(j, '$[*]') ELSE [j ->> '$'] END`,
  ),
  macro('kql_list_items', 'j', `CASE json_type(j) WHEN 'ARRAY' THEN CAST(j AS JSON[]) ELSE [j] END`),
  macro(
    'kql_weighted',
    'pairs, share',
    'pairs[kql_weighted_position(CAST(to_json(list_transform(pairs, lambda p: p.w)) AS VARCHAR), share)].v',
  ),
  // Few distinct hashes are kept, many become registers: the first bits of a hash and the rank of the others.
  macro(
    'kql_hll',
    'l, bits',
    `CASE WHEN len(l) <= 1024 THEN kql_hll_of_hashes(CAST(to_json(l) AS VARCHAR), bits)
       ELSE kql_hll_of_codes(CAST(to_json(list_distinct(list_transform(l, lambda h: kql_hll_code(h, bits)))) AS VARCHAR), bits) END`,
  ),
  macro(
    'kql_hll_code',
    'h, bits',
    `((h >> (64 - bits)) & ((1::BIGINT << bits) - 1)) * 64 + 65 - bits - length(bin(h & ((1::BIGINT << (64 - bits)) - 1)))`,
  ),
  // Of many sorted values, some stand for those around them. A lambda would copy the list for each of its elements.
  macro(
    'kql_tdigest',
    'type, l',
    `CASE WHEN len(l) <= 65536 THEN kql_tdigest_of(type, CAST(to_json(l) AS VARCHAR), '[]')
       ELSE kql_tdigest_of_sample(type, CAST(to_json(list_select(l, CAST(kql_tdigest_positions(len(l)) AS BIGINT[]))) AS VARCHAR), len(l)) END`,
  ),
  macro(
    'kql_tdigest_weighted',
    'type, l',
    `CASE WHEN len(l) <= 65536 THEN kql_tdigest_of(type, CAST(to_json(list_transform(l, lambda p: p.v)) AS VARCHAR), CAST(to_json(list_transform(l, lambda p: p.w)) AS VARCHAR))
       ELSE error('tdigest() of more than 65536 weighted values is not supported by this emulator.') END`,
  ),
  macro('kql_null', 'j', `nullif(j, 'null'::JSON)`),
  // DuckDB takes nan, inf and a comma before a closing bracket for JSON. Text that may have one outside of strings is rare.
  macro(
    'kql_json_valid',
    's',
    `json_valid(s) AND (NOT regexp_matches(s, '(?i)(^|[\\[:,\\s-])(nan|inf|infinity)\\s*([,}\\]]|$)|,\\s*[}\\]]') OR kql_is_json(s))`,
  ),
  macro(
    'kql_parse_json',
    's',
    `CASE WHEN s = '' THEN NULL WHEN kql_json_valid(s) THEN nullif(json(s), 'null') ELSE to_json(s) END`,
  ),
];

/** Every macro, each after those that it calls. */
export function macrosInOrder(): Macro[] {
  const ordered = new Set<Macro>();
  const byName = new Map(macros.map((entry) => [entry.name, entry]));
  const visit = (entry: Macro) => {
    if (ordered.has(entry)) return;
    for (const [name] of entry.body.matchAll(/kql_\w+/g)) {
      const called = byName.get(name);
      if (called !== undefined && called !== entry) visit(called);
    }
    ordered.add(entry);
  };
  for (const entry of macros) visit(entry);
  return [...ordered];
}
