import { family, listOf } from '../hostile-query.ts';

const doubled = (times: number, step: (name: string) => string) =>
  listOf(times, (n) => `let x${n + 1} = ${step(`x${n}`)};`, ' ');

export const growth = family('values that grow', [
  ['repeat to a gigabyte', 'print strlen(strrep("x", 1000000000))'],
  ['strrep in strrep', 'print strlen(strrep(strrep(strrep("xxxxxxxxxx", 1024), 1024), 1024))'],
  ['strrep by row', 'Numbers | extend t = strrep(s, 1024) | summarize sum(strlen(t))'],
  [
    'strcat that doubles forty times',
    () => `let x0 = "x"; ${doubled(40, (x) => `strcat(${x}, ${x})`)} print strlen(x40)`,
  ],
  [
    'strcat that doubles by extend',
    () => `print x = "0123456789"${' | extend x = strcat(x, x)'.repeat(34)} | project strlen(x)`,
  ],
  [
    'array_concat that doubles',
    () =>
      `print x = range(1, 1000)${' | extend x = array_concat(x, x)'.repeat(24)} | project array_length(x)`,
  ],
  [
    'pack_array that doubles',
    () => `print x = dynamic([1])${' | extend x = pack_array(x, x)'.repeat(32)} | project array_length(x)`,
  ],
  [
    'replace that grows',
    () =>
      `print x = "aaaaaaaaaa"${' | extend x = replace_string(x, "a", "aaaaaaaaaa")'.repeat(9)} | project strlen(x)`,
  ],
  [
    'replace_regex that grows',
    () =>
      `print x = "aaaaaaaaaa"${' | extend x = replace_regex(x, "a", "aaaaaaaaaa")'.repeat(9)} | project strlen(x)`,
  ],
  ['split of a long text', 'print array_length(split(strrep("a,", 1000000), ","))'],
  ['characters of a long text', 'print array_length(extract_all("(.)", strrep("ab", 100000)))'],
  [
    'every codepoint of a long text',
    'print array_length(unicode_codepoints_from_string(strrep(strrep("ab", 1024), 1024)))',
  ],
  [
    'base64 of base64',
    () =>
      `print x = strrep("x", 100000)${' | extend x = base64_encode_tostring(x)'.repeat(20)} | project strlen(x)`,
  ],
  [
    'url_encode of url_encode',
    () => `print x = strrep("%", 10000)${' | extend x = url_encode(x)'.repeat(30)} | project strlen(x)`,
  ],
  ['a megabyte literal', () => `print strlen("${'x'.repeat(1_000_000)}")`],
  [
    'decompression of a bomb',
    'print strlen(zlib_decompress_from_base64_string(zlib_compress_to_base64_string(strrep(strrep("x", 1024), 1024))))',
  ],
  [
    'gzip bombs by row',
    'Numbers | extend b = gzip_compress_to_base64_string(strrep(s, 1024)) | summarize max(strlen(gzip_decompress_from_base64_string(b)))',
  ],
  ['zip of long arrays', 'print array_length(zip(range(1, 100000), range(1, 100000), range(1, 100000)))'],
  ['translate of a long text', 'print strlen(translate("abc", "xyz", strrep(strrep("abc", 1024), 1024)))'],
  ['a long text parsed as JSON', 'print parse_json(strcat("[", strrep("[1],", 1000000), "1]"))[5]'],
  [
    'strcat_delim of many',
    () => `print strlen(strcat_delim(strrep("-", 1000000), ${listOf(60, (n) => `"${n}"`)}))`,
  ],
  ['tostring of a large array', 'print strlen(tostring(range(1, 1000000)))'],
  ['punycode of a long text', 'print strlen(punycode_from_string(strrep("ü", 100000)))'],
  [
    'series of series',
    'print s = range(1, 100000) | extend a = series_add(s, s), m = series_multiply(s, s), p = series_pow(s, s) | project array_length(a)',
  ],
  ['hll of everything by row', 'Numbers | summarize h = hll(s) by i | count'],
  ['tdigest of everything by row', 'Numbers | summarize t = tdigest(i) by i | count'],
  [
    'strcat that doubles in every row',
    () => `Numbers${' | extend s = strcat(s, s)'.repeat(20)} | summarize max(strlen(s))`,
  ],
  ['strrep in strrep in every row', 'Numbers | extend t = strrep(strrep(s, 1000), 1000) | count'],
  ['a megabyte to search in every row', 'Numbers | where strrep(strrep(s, 1000), 1000) has "7" | count'],
  ['a long list in every row', 'Numbers | extend r = range(1, 1000000, 1) | summarize sum(array_length(r))'],
  [
    'long texts in every row of a subquery',
    () => `print toscalar(Numbers${' | extend s = strcat(s, s)'.repeat(20)} | summarize max(strlen(s)))`,
  ],
  [
    'pack_array that doubles in every row',
    () => `Numbers | extend x = pack_array(s)${' | extend x = pack_array(x, x)'.repeat(20)} | count`,
  ],
]);
