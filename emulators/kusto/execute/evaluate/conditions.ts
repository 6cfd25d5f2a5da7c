import { convertValue, plainText } from './convert-value.ts';
import { type Evaluation, type EvaluationTable, typeAt, type Value, valueAt } from './function-table.ts';

/** Choices among values, and tests for null and for emptiness. */
export const conditions: EvaluationTable = {
  case: (call) => (values) => {
    const last = values.length - 1;
    let chosen = last;
    for (let index = 0; index + 1 < values.length; index += 2) {
      if (convertValue(valueAt(values, index), typeAt(call, index), 'bool') !== true) continue;
      chosen = index + 1;
      break;
    }
    return convertValue(valueAt(values, chosen), typeAt(call, chosen), call.result);
  },
  coalesce: (call) => (values) => {
    for (const [index, value] of values.entries()) {
      const converted = convertValue(value, typeAt(call, index), call.result);
      if (converted !== null && converted !== '') return converted;
    }
    return call.result === 'string' ? '' : null;
  },
  isnull: nullness(true),
  isnotnull: nullness(false),
  notnull: nullness(false),
  isempty: emptiness(true),
  isnotempty: emptiness(false),
  notempty: emptiness(false),
};

function nullness(isNull: boolean): Evaluation {
  return (call) => (values) =>
    typeAt(call, 0) === 'string' ? !isNull : (valueAt(values, 0) === null) === isNull;
}

function emptiness(isEmpty: boolean): Evaluation {
  return (call) => (values) => isEmptyValue(valueAt(values, 0), typeAt(call, 0)) === isEmpty;
}

function isEmptyValue(value: Value, type: Parameters<typeof plainText>[1]): boolean {
  return type === 'dynamic' || type === 'string' ? (plainText(value, type) ?? '') === '' : value === null;
}
