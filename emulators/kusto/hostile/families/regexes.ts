import { family, listOf } from '../hostile-query.ts';

const as = 'strrep("a", 50000)';
const bombs: readonly (readonly [name: string, pattern: string])[] = [
  ['nested plus', '(a+)+$'],
  ['nested star', '(a*)*b'],
  ['alternation', '(a|aa)+$'],
  ['alternation of a class', '([a-z]|a)*!'],
  ['optional letters', `${'a?'.repeat(60)}${'a'.repeat(60)}`],
  ['dots', '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x'],
  ['spaces at the end', '\\\\s+$'],
  ['counted repetition', '(a{1,100}){1,100}b'],
  ['nested counts', '((a{1,50}){1,50}){1,50}'],
  ['any case', '(?i)(A+)+$'],
  ['any case alternation', '(?i)(a|A|aA)*[^a]'],
  ['unicode classes', '(\\\\p{L}+\\\\p{N}*)+$'],
];

export const regexes = family('regular expressions that backtrack', [
  ...bombs.map(
    ([name, pattern]) =>
      [`matches regex, ${name}`, `print strcat(${as}, "!") matches regex "${pattern}"`] as const,
  ),
  ...bombs.map(
    ([name, pattern]) => [`extract, ${name}`, `print extract("${pattern}", 0, strcat(${as}, "!"))`] as const,
  ),
  ...bombs
    .slice(0, 6)
    .map(
      ([name, pattern]) =>
        [
          `extract_all, ${name}`,
          `print array_length(extract_all("(${pattern})", strcat(${as}, "!")))`,
        ] as const,
    ),
  ...bombs
    .slice(0, 6)
    .map(
      ([name, pattern]) =>
        [
          `replace_regex, ${name}`,
          `print strlen(replace_regex(strcat(${as}, "!"), "${pattern}", "x"))`,
        ] as const,
    ),
  ...bombs
    .slice(0, 6)
    .map(
      ([name, pattern]) =>
        [
          `split and trim, ${name}`,
          `print strlen(trim("${pattern}", strcat(${as}, "!"))), strlen(trim_end("${pattern}", ${as}))`,
        ] as const,
    ),
  ...bombs.map(
    ([name, pattern]) =>
      [`indexof_regex, ${name}`, `print indexof_regex(strcat(${as}, "!"), "${pattern}")`] as const,
  ),
  ...bombs
    .slice(0, 4)
    .map(
      ([name, pattern]) =>
        [`countof, ${name}`, `print countof(strcat(${as}, "!"), "${pattern}", "regex")`] as const,
    ),
  ['where, by row', 'Texts | where line matches regex "(a+)+$" | count'],
  ['where over many rows', 'Numbers | where strcat(strrep(s, 100), "!") matches regex "([0-9]+)+$" | count'],
  [
    'parse with a regex',
    'Texts | parse kind=regex line with "(a+)+" rest:string | summarize max(strlen(rest))',
  ],
  ['parse with regex flags', 'Texts | parse kind=regex flags=Ui line with "(A+)+" rest:string "b" | count'],
  [
    'parse-where with many stars',
    () => `Texts | parse-where line with ${'* "a" '.repeat(40)} * rest:string | count`,
  ],
  [
    'parse-kv of long lines',
    'Texts | parse-kv line as (a:string, b:long) with (pair_delimiter=" ", kv_delimiter="=", greedy=true) | count',
  ],
  ['a table of patterns by row', 'Numbers | take 20000 | where line_of(i) matches regex "x"'],
  ['another pattern for each row', 'Numbers | where s matches regex strcat("(", s, "+)+$") | count'],
  [
    'another pattern for each row of extract',
    'Numbers | extend e = extract(strcat("(", s, "*)*$"), 1, strrep(s, 50)) | summarize count() by e | count',
  ],
  [
    'a pattern of ten thousand alternatives',
    () => `Numbers | where s matches regex "${listOf(10_000, (n) => `x${n}y`, '|')}" | count`,
  ],
  ['a pattern that needs much memory', 'print "a" matches regex "((a{1000}){1000}){1000}"'],
  ['a pattern that is none', 'print "a" matches regex "((((("'],
  ['lookaround and backreference', 'print extract("(a)\\\\1(?=b)", 0, "aab"), extract("(?<=a)b", 0, "ab")'],
  [
    'case-insensitive functions on long texts',
    'print indexof_regex(strcat(strrep("aA", 50000), "!"), "(?i)(a+)+$", 0, -1, 2)',
  ],
  ['reduce over long lines', 'Texts | reduce by line with threshold=0.01'],
  [
    'parse_user_agent of a long text',
    'print parse_user_agent(strrep("Mozilla/5.0 (X11; ", 20000), dynamic(["browser","os","device"]))',
  ],
  [
    'parse_url of a long text',
    'print parse_url(strcat("http://", strrep("a.", 100000), "/", strrep("?a=b&", 100000)))',
  ],
  [
    'parse_urlquery of a long text',
    'print array_length(bag_keys(parse_urlquery(strrep("a=b&c=d&", 100000)).["Query Parameters"]))',
  ],
  ['parse_path of a long text', 'print parse_path(strrep("a/b\\\\c/", 100000))'],
  [
    'parse_csv of a long text',
    'print array_length(parse_csv(strcat("\\"", strrep("\\"\\"", 200000), "\\",", strrep("a,", 200000))))',
  ],
  [
    'parse_version and parse_ipv4 of long texts',
    'print parse_version(strrep("1.", 100000)), parse_ipv4(strrep("1.", 100000)), parse_ipv6(strrep("1:", 100000))',
  ],
  [
    'parse_command_line of a long text',
    'print array_length(parse_command_line(strrep("a \\"b c\\" ", 100000), "windows"))',
  ],
  [
    'todatetime of long texts',
    'print todatetime(strrep("2", 100000)), totimespan(strrep("1.", 100000)), todecimal(strrep("1", 100000)), toguid(strrep("a", 100000))',
  ],
]);
