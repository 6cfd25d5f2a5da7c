import { udfs } from '../../functions/udfs/registry.ts';
import { type Json, parseJson, printJson } from '../../types/json.ts';
import { semanticError } from '../../types/kql-error.ts';
import { jsonOf } from './convert-value.ts';
import {
  type CallTypes,
  type Evaluation,
  type EvaluationTable,
  typeAt,
  type Value,
} from './function-table.ts';

/** Functions of dynamic values. */
export const dynamics: EvaluationTable = {
  pack_array: (call) => (values) => printed(operands(call, values)),
  bag_pack: bagPack,
  pack: bagPack,
  pack_dictionary: bagPack,
  array_length: (call) => (values) => {
    const value = operands(call, values)[0] ?? null;
    return Array.isArray(value) ? BigInt(value.length) : null;
  },
  array_concat: udf('kql_array_concat', 'withNulls'),
  bag_merge: udf('kql_bag_merge', 'withNulls'),
  set_union: udf('kql_set_union', 'withNulls'),
  set_intersect: udf('kql_set_intersect', 'withoutNulls'),
  set_difference: udf('kql_set_difference', 'withoutNulls'),
  set_has_element: udf('kql_set_has_element', 'withoutNulls'),
  array_slice: udf('kql_array_slice', 'withoutNulls'),
  bag_has_key: udf('kql_bag_has_key', 'withoutNulls'),
  bag_set_key: udf('kql_bag_set_key', 'withNulls'),
};

/** A dynamic value that grows with every row must not grow without end (Kusto's limit for one value). */
const maxJsonLength = 1024 * 1024;

function printed(value: Json): Value {
  const text = printJson(value);
  if (text.length > maxJsonLength)
    throw tooLong(`a dynamic value of more than ${maxJsonLength} characters grew from row to row.`);
  return text;
}

function operands(call: CallTypes, values: readonly Value[]): Json[] {
  return values.map((value, index) => json(value, call, index));
}

function json(value: Value, call: CallTypes, index: number): Json {
  const text = jsonOf(value, typeAt(call, index));
  return text === null ? null : parseJson(String(text));
}

function bagPack(call: CallTypes): (values: readonly Value[]) => Value {
  return (values) => {
    const bag = new Map<string, Json>();
    const items = operands(call, values);
    for (let index = 0; index + 1 < items.length; index += 2) {
      const key = items[index] ?? null;
      bag.set(typeof key === 'string' ? key : printJson(key), items[index + 1] ?? null);
    }
    return printed(bag);
  };
}

function udf(name: string, nulls: 'withNulls' | 'withoutNulls'): Evaluation {
  const found = udfs.find((candidate) => candidate.name === name);
  return (call) => {
    if (found === undefined) throw new Error(`no function ${name}`);
    const run = found.run as (...texts: string[]) => Value;
    return (values) => {
      const given = values.map((value, index) => jsonOf(value, typeAt(call, index)));
      if (nulls === 'withoutNulls' && given.includes(null)) return null;
      const result = run(...given.map((text) => String(text ?? 'null')));
      if (typeof result === 'string' && result.length > maxJsonLength)
        throw tooLong(`a dynamic value of more than ${maxJsonLength} characters grew from row to row.`);
      return result;
    };
  };
}

/** The value at a path into JSON, as JSON text; null where there is none. */
export function valueAtPath(base: Value, steps: readonly Value[]): Value {
  if (base === null) return null;
  let current: Json | undefined = parseJson(String(base));
  for (const step of steps) {
    if (Array.isArray(current) && typeof step === 'bigint') current = current.at(Number(step));
    else if (current instanceof Map && typeof step === 'string') current = current.get(step);
    else return null;
    if (current === undefined) return null;
  }
  return current === null || current === undefined ? null : printJson(current);
}

function tooLong(what: string): Error {
  return semanticError('SEM0420', `Semantic error: SEM0420: ${what}`);
}
