import type { KustoType } from '../../types/schema.ts';
import { convertSql } from '../convert.ts';
import { type Operand, operandAt, quoted, type ScalarFunction, type ScalarTable, sqlAt } from '../entries.ts';
import { extractAll } from './extract-all.ts';
import { joinedList } from './joined-list.ts';

/** The value as JSON, the null of its type as JSON null, for use inside arrays and bags. */
function element(operand: Operand): string {
  const json = convertSql(operand, 'dynamic');
  return operand.isNullable || operand.type === 'dynamic' ? `coalesce(${json}, 'null'::JSON)` : json;
}

/** A UDF over JSON texts that gives JSON text. */
export function jsonUdf(name: string, options: { nullArguments?: boolean } = {}): ScalarFunction {
  return {
    nulls: 'always',
    sql: (operands) => {
      const texts = operands.map(
        (operand) =>
          `CAST(${options.nullArguments ? element(operand) : convertSql(operand, 'dynamic')} AS VARCHAR)`,
      );
      return `CAST(${name}(${texts.join(', ')}) AS JSON)`;
    },
  };
}

function bagPack(operands: Operand[]): string {
  const pairs: string[] = [];
  for (let index = 0; index + 1 < operands.length; index += 2) {
    pairs.push(
      `${convertSql(operandAt(operands, index), 'string')}, ${element(operandAt(operands, index + 1))}`,
    );
  }
  return pairs.length === 0 ? `'{}'::JSON` : `json_object(${pairs.join(', ')})`;
}

function bagPackPresent(operands: Operand[]): string {
  return `CAST(kql_bag_drop_empty(CAST(${bagPack(operands)} AS VARCHAR)) AS JSON)`;
}

function arrayLength(operands: Operand[]): string {
  const json = sqlAt(operands, 0);
  return `(CASE WHEN json_type(${json}) = 'ARRAY' THEN CAST(json_array_length(${json}) AS BIGINT) END)`;
}

/** Dynamic values: arrays, bags and sets. */
export const dynamicFunctions: ScalarTable = {
  pack_array: { nulls: 'never', sql: (operands) => `json_array(${operands.map(element).join(', ')})` },
  bag_pack: { nulls: 'never', sql: bagPack },
  pack: { nulls: 'never', sql: bagPack },
  pack_dictionary: { nulls: 'never', sql: bagPack },
  bag_pack_present: { nulls: 'never', sql: bagPackPresent },
  array_length: { nulls: 'always', converts: ['dynamic'], sql: arrayLength },
  arraylength: { nulls: 'always', converts: ['dynamic'], sql: arrayLength },
  bag_keys: {
    nulls: 'always',
    converts: ['dynamic'],
    sql: (operands) =>
      `(CASE WHEN json_type(${sqlAt(operands, 0)}) = 'OBJECT' THEN to_json(json_keys(${sqlAt(operands, 0)})) END)`,
  },
  bag_has_key: jsonTest('kql_bag_has_key'),
  bag_merge: jsonUdf('kql_bag_merge', { nullArguments: true }),
  bag_remove_keys: jsonUdf('kql_bag_remove_keys'),
  bag_set_key: jsonUdf('kql_bag_set_key', { nullArguments: true }),
  bag_zip: jsonUdf('kql_bag_zip'),
  array_concat: jsonUdf('kql_array_concat', { nullArguments: true }),
  array_reverse: jsonUdf('kql_array_reverse'),
  array_slice: jsonUdf('kql_array_slice'),
  array_split: jsonUdf('kql_array_split'),
  array_rotate_left: jsonUdf('kql_array_rotate_left'),
  array_rotate_right: jsonUdf('kql_array_rotate_right'),
  array_shift_left: jsonUdf('kql_array_shift_left', { nullArguments: true }),
  array_shift_right: jsonUdf('kql_array_shift_right', { nullArguments: true }),
  array_sort_asc: jsonUdf('kql_array_sort_asc', { nullArguments: true }),
  array_sort_desc: jsonUdf('kql_array_sort_desc', { nullArguments: true }),
  array_iff: jsonUdf('kql_array_iff', { nullArguments: true }),
  array_iif: jsonUdf('kql_array_iff', { nullArguments: true }),
  array_sum: {
    nulls: 'always',
    converts: ['dynamic'],
    sql: (operands) => `kql_array_sum(CAST(${sqlAt(operands, 0)} AS VARCHAR))`,
  },
  array_index_of: {
    nulls: 'always',
    sql: (operands) =>
      `kql_array_index_of(${[0, 1].map((index) => `CAST(${element(operandAt(operands, index))} AS VARCHAR)`).join(', ')}, ${[2, 3, 4].map((index) => operands[index]?.sql ?? ['0', '-1', '1'][index - 2]).join(', ')})`,
  },
  array_strcat: { nulls: 'never', sql: joinedTexts },
  strcat_array: { nulls: 'never', sql: joinedTexts },
  zip: jsonUdf('kql_zip', { nullArguments: true }),
  set_union: jsonUdf('kql_set_union', { nullArguments: true }),
  set_intersect: jsonUdf('kql_set_intersect'),
  set_difference: jsonUdf('kql_set_difference'),
  set_has_element: jsonTest('kql_set_has_element'),
  set_equals: jsonTest('kql_set_equals'),
  repeat: {
    nulls: 'always',
    sql: (operands) =>
      `(CASE WHEN ${convertSql(operandAt(operands, 1), 'long')} >= 0 THEN to_json(list_transform(range(${repetitions(operandAt(operands, 1))}), lambda _: ${element(operandAt(operands, 0))})) END)`,
  },
  range: { nulls: 'always', sql: rangeArray },
  gettype: { nulls: 'never', sql: typeName },
  extract_json: { nulls: 'always', sql: extractJson },
  extractjson: { nulls: 'always', sql: extractJson },
  extract_all: { nulls: 'always', sql: extractAll },
  extractall: { nulls: 'always', sql: extractAll },
  dynamic_to_json: {
    nulls: 'never',
    sql: (operands) => `kql_dynamic_to_json(CAST(${element(operandAt(operands, 0))} AS VARCHAR))`,
  },
};

/** The elements of an array as text between delimiters; a null one is empty. */
function joinedTexts(operands: Operand[]): string {
  const texts = `kql_texts(${convertSql(operandAt(operands, 0), 'dynamic')})`;
  const delimiter = convertSql(operandAt(operands, 1), 'string');
  return joinedList(
    `list_transform(${texts}, lambda x: coalesce(x, ''))`,
    delimiter,
    operands[1]?.constant !== undefined,
  );
}

function jsonTest(name: string): ScalarFunction {
  return {
    nulls: 'always',
    sql: (operands) =>
      `${name}(${operands.map((operand) => `CAST(${element(operand)} AS VARCHAR)`).join(', ')})`,
  };
}

function extractJson(operands: Operand[], call: { type: Operand['type'] }): string {
  const found = `kql_extract_json(${convertSql(operandAt(operands, 0), 'string')}, ${convertSql(operandAt(operands, 1), 'string')})`;
  if (call.type === 'dynamic') return `kql_parse_json(${found})`;
  return call.type === 'string'
    ? `coalesce(${found}, '')`
    : convertSql({ sql: found, type: 'string', isNullable: true }, call.type);
}

/** range() gives at most this many elements. */
const maxRangeElements = 1_048_576;

/** `range(1, 10, 2)` as an array; the step is 1, or 1 h for times. */
function rangeArray(operands: Operand[]): string {
  const { sql, type } = rangeList(operands);
  const element = convertSql({ sql: 'x', type, isNullable: false }, 'dynamic');
  return `to_json(list_transform(${sql}, lambda x: ${element}))`;
}

/** The values of `range(1, 10, 2)` as a list of DuckDB's, null where a bound is. */
export function rangeList(operands: Operand[]): { sql: string; type: KustoType } {
  const [from, to] = [operandAt(operands, 0), operandAt(operands, 1)];
  const isReal = operands.some((operand) => operand.type === 'real' || operand.type === 'decimal');
  const type = isReal ? 'real' : from.type === 'datetime' || from.type === 'timespan' ? from.type : 'long';
  const isTime = type === 'datetime' || type === 'timespan';
  const stepType = type === 'datetime' ? 'timespan' : type;
  const step = operands[2] === undefined ? (isTime ? '36000000000' : '1') : convertSql(operands[2], stepType);
  const [first, last] = [convertSql(from, type), convertSql(to, type)];
  const slack = isReal ? ' + 1e-9' : '';
  const steps = `(${last} - ${first}) / nullif(${step}, 0)${slack}`;
  const count = `least(greatest(CAST(floor(${steps}) AS BIGINT) + 1, 0), ${maxRangeElements})`;
  const list = `list_transform(range(${count}), lambda i: ${first} + i * ${step})`;
  const sql = `(CASE WHEN ${steps} IS NOT NULL THEN ${list} END)`;
  return { sql, type };
}

/** A count far beyond what a dynamic value can hold would fill the memory. */
function repetitions(operand: Operand): string {
  const count = convertSql(operand, 'long');
  const complaint = quoted(
    `repeat() of more than ${maxRangeElements} values is not supported by this emulator.`,
  );
  return `CASE WHEN ${count} > ${maxRangeElements} THEN error(${complaint}) ELSE ${count} END`;
}

function typeName(operands: Operand[]): string {
  const operand = operandAt(operands, 0);
  if (operand.type !== 'dynamic') return quoted(operand.type);
  return `(CASE json_type(${operand.sql}) WHEN 'ARRAY' THEN 'array' WHEN 'OBJECT' THEN 'dictionary' WHEN 'VARCHAR' THEN 'string'
    WHEN 'BOOLEAN' THEN 'bool' WHEN 'DOUBLE' THEN 'double' WHEN 'BIGINT' THEN 'long' WHEN 'UBIGINT' THEN 'long' ELSE 'null' END)`;
}
