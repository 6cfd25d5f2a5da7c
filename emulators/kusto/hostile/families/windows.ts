import { family, listOf } from '../hostile-query.ts';

const series = 'print s = range(1, 100000) | extend s = series_multiply(s, 1.5)';
const times = 'Numbers | extend t = datetime(2020-01-01) + i * 1s';

export const windows = family('windows and series', [
  [
    'prev far back',
    'Numbers | sort by s asc | extend p = prev(s, 100000), q = next(s, 100000) | summarize max(strlen(p))',
  ],
  [
    'very many prevs',
    () => `Numbers | sort by i asc | extend ${listOf(500, (n) => `p${n} = prev(i, ${n})`)} | count`,
  ],
  [
    'windows upon windows',
    () => `Numbers | sort by i asc${' | extend i = prev(i) + row_number()'.repeat(100)} | summarize sum(i)`,
  ],
  [
    'cumulative sums upon each other',
    () => `Numbers | sort by i asc${' | extend i = row_cumsum(i)'.repeat(60)} | summarize max(i)`,
  ],
  [
    'row_cumsum with restarts',
    'Numbers | sort by i asc | extend c = row_cumsum(i, i % 2 == 0) | summarize max(c)',
  ],
  [
    'row_window_session',
    `${times} | sort by t asc | extend w = row_window_session(t, 365d, 1s) | summarize dcount(w)`,
  ],
  [
    'row_rank over texts',
    'Numbers | sort by s asc | extend r = row_rank_dense(s), m = row_rank_min(s) | summarize max(r)',
  ],
  ['prev with a huge offset', 'Numbers | sort by i asc | extend p = prev(i, 9223372036854775807) | count'],
  ['prev with a negative offset', 'Numbers | sort by i asc | extend p = prev(i, -5) | count'],
  ['fft of a long series', `${series} | project series_fft(s)`],
  ['decompose of a long series', `${series} | project series_decompose(s)`],
  ['anomalies of a long series', `${series} | project series_decompose_anomalies(s)`],
  ['forecast far ahead', `${series} | project series_decompose_forecast(s, 50000)`],
  ['periods of a long series', `${series} | project series_periods_detect(s, 0.0, 50000.0, 100)`],
  [
    'validating very many periods',
    () => `${series} | project series_periods_validate(s, ${listOf(200, (n) => `${n + 2}.0`)})`,
  ],
  ['fir with a long filter', `${series} | project series_fir(s, range(1, 50000))`],
  ['iir with a long filter', `${series} | project series_iir(s, range(1, 20000), range(1, 20000))`],
  ['polynomial of a high degree', `${series} | project series_fit_poly(s, s, 500)`],
  ['two lines through a long series', `${series} | project series_fit_2lines_dynamic(s)`],
  ['seasonal with a period', `${series} | project series_seasonal(s, 49999)`],
  ['outliers of a long series', `${series} | project series_outliers(s, "ctukey", 0, 0.1, 0.9)`],
  [
    'fill of a long series',
    `${series} | project series_fill_linear(s), series_fill_forward(s), series_fill_backward(s)`,
  ],
  ['series functions by row', 'Numbers | extend s = range(1, 100) | extend d = series_decompose(s) | count'],
  [
    'anomalies by row',
    'Numbers | take 20000 | extend s = range(1, 500) | extend d = series_decompose_anomalies(s) | summarize max(array_length(d))',
  ],
  [
    'sort of long arrays by row',
    'Numbers | take 5000 | extend l = range(5000, 1, -1) | extend x = array_sort_asc(l) | summarize sum(tolong(x[0]))',
  ],
  [
    'set operations of long arrays',
    'print a = range(1, 200000), b = range(100000, 300000) | project array_length(set_union(a, b)), array_length(set_difference(a, b)), array_length(set_intersect(a, b))',
  ],
  ['jaccard_index of long arrays', 'print jaccard_index(range(1, 200000), range(100000, 300000))'],
  [
    'array_shift far',
    'print array_length(array_shift_left(range(1, 1000), 1000000000)), array_length(array_rotate_right(range(1, 1000), 9223372036854775807))',
  ],
  ['array_split into very many', 'print array_length(array_split(range(1, 100000), range(1, 100000)))'],
  [
    'array_slice out of bounds',
    'print array_slice(range(1, 1000), -9223372036854775808, 9223372036854775807)',
  ],
  [
    'polygons with very many corners',
    () =>
      `print geo_polygon_area(dynamic({"type":"Polygon","coordinates":[[${listOf(20_000, (n) => `[${Math.cos(n / 3183)},${Math.sin(n / 3183)}]`)},[1,0]]]}))`,
  ],
  [
    'covering a polygon with tiny cells',
    'print array_length(geo_polygon_to_s2cells(dynamic({"type":"Polygon","coordinates":[[[0,0],[80,0],[80,80],[0,80],[0,0]]]}), 20))',
  ],
  [
    'covering a polygon with tiny hexagons',
    'print array_length(geo_polygon_to_h3cells(dynamic({"type":"Polygon","coordinates":[[[0,0],[80,0],[80,80],[0,80],[0,0]]]}), 12))',
  ],
  ['rings of hexagons', 'print array_length(geo_h3cell_rings(geo_point_to_h3cell(1, 1, 10), 1000))'],
  ['children of a hexagon', 'print array_length(geo_h3cell_children(geo_point_to_h3cell(1, 1, 1), 15))'],
  [
    'densifying a line',
    'print geo_line_densify(dynamic({"type":"LineString","coordinates":[[-179,0],[179,1],[-179,2]]}), 0.1)',
  ],
  [
    'a buffer around a long line',
    () =>
      `print geo_line_buffer(dynamic({"type":"LineString","coordinates":[${listOf(5000, (n) => `[${n / 100},${(n % 7) / 10}]`)}]}), 1, 0.1)`,
  ],
  [
    'a union of many polygons',
    () =>
      `print geo_union_polygons_array(dynamic([${listOf(300, (n) => `{"type":"Polygon","coordinates":[[[${n / 10},0],[${n / 10 + 1},0],[${n / 10 + 1},1],[${n / 10},1],[${n / 10},0]]]}`)}]))`,
  ],
  [
    'points in a polygon, by row',
    () =>
      `Numbers | where geo_point_in_polygon(i / 10000.0, 0.5, dynamic({"type":"Polygon","coordinates":[[${listOf(500, (n) => `[${Math.cos(n / 80)},${Math.sin(n / 80)}]`)},[1,0]]]})) | count`,
  ],
  [
    'ranges of addresses to prefixes',
    'print array_length(ipv4_range_to_cidr_list("0.0.0.1", "255.255.255.254"))',
  ],
  [
    'very many address ranges by row',
    () =>
      `Numbers | where ipv4_is_in_any_range(strcat("10.0.", g % 250, ".", i % 250), dynamic([${listOf(2000, (n) => `"10.${n % 250}.0.0/24"`)}])) | count`,
  ],
  [
    'hashes of long texts by row',
    'Numbers | extend h = hash_sha256(strrep(s, 1000)), x = hash_xxhash64(strrep(s, 1000)), m = hash_md5(strrep(s, 1000)) | summarize max(h)',
  ],
  [
    'formatting every row',
    `${times} | extend f = format_datetime(t, "yyyy-MM-dd HH:mm:ss.fffffff"), g2 = format_timespan(t - datetime(2020-01-01), "d.hh:mm:ss") | summarize max(f)`,
  ],
  [
    'units and statistics by row',
    'Numbers | extend u = convert_length(i, "Meter", "Mile"), b = beta_inv(0.3, 1.0 + i % 100, 2.0), e = erf(i) | summarize max(b)',
  ],
  [
    'welch_test over everything',
    'Numbers | summarize welch_test(avg(i), variance(i), count(), avg(g), variance(g), count())',
  ],
  [
    'JSON of every row',
    'Numbers | extend d = parse_json(strcat("{\\"a\\":", s, ",\\"b\\":[", s, ",", s, "]}")) | extend e = tostring(bag_merge(d, bag_pack(s, d))) | summarize max(strlen(e))',
  ],
  [
    'trees of every row',
    'Numbers | extend d = bag_pack(s, pack_array(s, bag_pack(s, i))) | mv-expand p = treepath(d) | count',
  ],
  ['buildschema of every row', 'Numbers | summarize buildschema(bag_pack(s, i))'],
]);
