import type { KustoType } from '../../types/schema.ts';
import { convertSql } from '../convert.ts';
import { type Operand, operandAt, quoted, type ScalarFunction, type ScalarTable, sqlAt } from '../entries.ts';
import { capturingGroups, regexSql, toRe2 } from '../regex.ts';
import { boundedReplace, boundedText, joinedText } from './bounded-text.ts';
import { joinedList } from './joined-list.ts';

/** A function of text operands whose result cannot be null unless said. */
function ofText(
  sql: (...texts: string[]) => string,
  nulls: ScalarFunction['nulls'] = 'never',
  converts: KustoType[] = ['string'],
): ScalarFunction {
  return { converts, nulls, sql: (operands) => sql(...operands.map((operand) => operand.sql)) };
}

function substring(operands: Operand[]): string {
  const text = sqlAt(operands, 0);
  const start = sqlAt(operands, 1);
  const length = operands[2] === undefined ? 'NULL' : sqlAt(operands, 2);
  return `kql_substring(${text}, ${start}, ${length})`;
}

function indexof(operands: Operand[]): string {
  const [start, length, occurrence] = [2, 3, 4].map(
    (index) => operands[index]?.sql ?? ['0', '-1', '1'][index - 2],
  );
  return `kql_indexof(${sqlAt(operands, 0)}, ${sqlAt(operands, 1)}, ${start}, ${length}, ${occurrence})`;
}

/** Trims the longest match of an expression at one end. */
function trim(before: string, after: string): ScalarFunction {
  return {
    converts: ['string'],
    nulls: 'never',
    sql: (operands) =>
      `regexp_replace(${sqlAt(operands, 1)}, ${enclosed(before, operandAt(operands, 0), after)}, '', 'gs')`,
  };
}

/** The expression between two parts of one. */
function enclosed(before: string, regex: Operand, after: string): string {
  if (typeof regex.constant === 'string') return quoted(`${before}${toRe2(regex.constant)}${after}`);
  return `${quoted(before)} || ${regex.sql} || ${quoted(after)}`;
}

/** `extract(regex, group, source [, typeof(type)])`. */
function extract(operands: Operand[], type: KustoType): string {
  const source = convertSql(operandAt(operands, 2), 'string');
  const regex = regexSql(operandAt(operands, 0));
  const group = operandAt(operands, 1);
  const { constant } = operandAt(operands, 0);
  const last = typeof constant === 'string' ? capturingGroups(constant).length : 9;
  const all = typeof group.constant === 'bigint' ? [Number(group.constant)] : [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const groups = all.filter((number) => number >= 0 && number <= last);
  const branches = groups.map(
    (number) => `WHEN ${group.sql} = ${number} THEN regexp_extract(${source}, ${regex}, ${number})`,
  );
  const value = `(CASE WHEN NOT regexp_matches(${source}, ${regex}) THEN CAST(NULL AS VARCHAR) ${branches.join(' ')} END)`;
  return type === 'string'
    ? `coalesce(${value}, '')`
    : convertSql({ sql: value, type: 'string', isNullable: true }, type);
}

function emptiness(isEmpty: boolean): ScalarFunction {
  return {
    nulls: 'never',
    sql: (operands) => {
      const operand = operandAt(operands, 0);
      if (operand.type === 'string') return `(${operand.sql} ${isEmpty ? '=' : '<>'} '')`;
      if (operand.type === 'dynamic')
        return `(coalesce(${convertSql(operand, 'string')}, '') ${isEmpty ? '=' : '<>'} '')`;
      return `(${operand.sql} IS ${isEmpty ? '' : 'NOT '}NULL)`;
    },
  };
}

function nullness(isNull: boolean): ScalarFunction {
  return {
    nulls: 'never',
    sql: (operands) =>
      operandAt(operands, 0).type === 'string'
        ? String(!isNull)
        : `(${sqlAt(operands, 0)} IS ${isNull ? '' : 'NOT '}NULL)`,
  };
}

function replaceRegex(operands: Operand[], order: [number, number, number]): string {
  const [text, , rewrite] = order.map((index) => sqlAt(operands, index));
  const regex = regexSql(operandAt(operands, order[1]));
  const constant = operandAt(operands, order[2]).constant;
  const safe = typeof constant === 'string' ? quoted(constant.replaceAll(/\$(\d)/g, '\\$1')) : rewrite;
  return boundedReplace(
    'replace_regex',
    text ?? '',
    [operandAt(operands, order[1]), operandAt(operands, order[2])],
    (one) => `regexp_replace(${one}, ${regex}, ${safe}, 'g')`,
  );
}

/** Of strrep(): more repetitions give as many (Kusto docs, strrep-function). */
const maxRepetitions = 1_024;

/** Text. */
export const stringFunctions: ScalarTable = {
  strlen: ofText((s) => `length(${s})`),
  string_size: ofText((s) => `strlen(${s})`),
  tolower: ofText((s) => `lower(${s})`),
  toupper: ofText((s) => `upper(${s})`),
  reverse: ofText((s) => `kql_reverse(${s})`),
  strcat: {
    converts: ['string'],
    nulls: 'never',
    sql: joinedText,
  },
  strcat_delim: {
    converts: ['string'],
    nulls: 'never',
    sql: (operands) => `concat_ws(${operands.map((operand) => operand.sql).join(', ')})`,
  },
  strcmp: ofText((a, b) => `(CASE WHEN ${a} < ${b} THEN -1 WHEN ${a} > ${b} THEN 1 ELSE 0 END)`),
  strrep: {
    nulls: 'never',
    sql: (operands) => {
      const text = convertSql(operandAt(operands, 0), 'string');
      const delimiter = operands[2] === undefined ? "''" : convertSql(operands[2], 'string');
      const isConstant = operands[2] === undefined || operands[2].constant !== undefined;
      const count = `least(${sqlAt(operands, 1)}, ${maxRepetitions})`;
      return boundedText('strrep', text, count, (one) =>
        joinedList(`list_transform(range(${count}), lambda _: ${one})`, delimiter, isConstant),
      );
    },
  },
  substring: { nulls: 'never', sql: substring, converts: ['string', 'long', 'long'] },
  indexof: { nulls: 'always', sql: indexof, converts: ['string', 'string', 'long'] },
  indexof_regex: {
    nulls: 'always',
    converts: ['string', 'string', 'long'],
    sql: (operands) =>
      `kql_indexof_regex(${sqlAt(operands, 0)}, ${regexSql(operandAt(operands, 1))}, ${[2, 3, 4].map((index) => operands[index]?.sql ?? ['0', '-1', '1'][index - 2]).join(', ')})`,
  },
  split: {
    nulls: 'always',
    sql: (operands) => {
      const [text, delimiter] = [
        convertSql(operandAt(operands, 0), 'string'),
        convertSql(operandAt(operands, 1), 'string'),
      ];
      const parts = `kql_split(${text}, ${delimiter})`;
      return operands[2] === undefined
        ? `to_json(${parts})`
        : `to_json(CASE WHEN ${convertSql(operands[2], 'long')} < 0 THEN ${parts} ELSE [${parts}[${convertSql(operands[2], 'long')} + 1]] END)`;
    },
  },
  trim: {
    converts: ['string'],
    nulls: 'never',
    sql: (operands) =>
      `regexp_replace(regexp_replace(${sqlAt(operands, 1)}, ${enclosed('^(', operandAt(operands, 0), ')')}, '', 's'), ${enclosed('(', operandAt(operands, 0), ')$')}, '', 's')`,
  },
  trim_start: trim('^(?:', ')'),
  trim_end: trim('(?:', ')$'),
  replace_string: {
    converts: ['string'],
    nulls: 'never',
    sql: (operands) => {
      const [lookup, rewrite] = [operandAt(operands, 1), operandAt(operands, 2)];
      return boundedReplace(
        'replace_string',
        sqlAt(operands, 0),
        [lookup, rewrite],
        (text) => `replace(${text}, ${lookup.sql}, ${rewrite.sql})`,
      );
    },
  },
  replace_regex: {
    converts: ['string'],
    nulls: 'never',
    sql: (operands) => replaceRegex(operands, [0, 1, 2]),
  },
  replace: { converts: ['string'], nulls: 'never', sql: (operands) => replaceRegex(operands, [2, 0, 1]) },
  extract: {
    nulls: 'always',
    sql: (operands, call) => extract(operands, call.type),
    converts: ['string', 'long', 'string', 'string'],
  },
  countof: {
    nulls: 'never',
    converts: ['string'],
    sql: (operands) => {
      const kind = operands[2]?.constant;
      const [text, word] = [sqlAt(operands, 0), sqlAt(operands, 1)];
      return kind === 'regex'
        ? `len(regexp_extract_all(${text}, ${regexSql(operandAt(operands, 1))}))`
        : `kql_countof(${text}, ${word})`;
    },
  },
  isempty: emptiness(true),
  isnotempty: emptiness(false),
  notempty: emptiness(false),
  isnull: nullness(true),
  isnotnull: nullness(false),
  notnull: nullness(false),
  isascii: ofText((s) => `(strlen(${s}) = length(${s}))`),
  isutf8: ofText(() => 'true'),
  hash_md5: ofText((s) => `md5(${s})`),
  hash_sha1: ofText((s) => `sha1(${s})`),
  hash_sha256: ofText((s) => `sha256(${s})`),
  base64_encode_tostring: ofText((s) => `to_base64(encode(${s}))`),
  base64_encodestring: ofText((s) => `to_base64(encode(${s}))`),
  url_decode: ofText((s) => `url_decode(${s})`),
  regex_quote: ofText((s) => `kql_regex_quote(${s})`),
  translate: ofText((search, replacement, text) => `kql_translate(${search}, ${replacement}, ${text})`),
  parse_kv_bag: {
    nulls: 'always',
    converts: ['string'],
    sql: (operands) => `CAST(kql_parse_kv(${operands.map((operand) => operand.sql).join(', ')}) AS JSON)`,
  },
  // Keys and values are the two groups of an expression.
  parse_kv_regex_bag: {
    nulls: 'always',
    converts: ['string'],
    sql: (operands) => {
      const [text, regex] = [sqlAt(operands, 0), regexSql(operandAt(operands, 1))];
      const group = (number: number) =>
        `CAST(to_json(regexp_extract_all(${text}, ${regex}, ${number})) AS VARCHAR)`;
      return `CAST(kql_kv_bag(${group(1)}, ${group(2)}) AS JSON)`;
    },
  },
};
