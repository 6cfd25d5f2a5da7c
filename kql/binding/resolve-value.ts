import { AppError } from '#shared/errors.ts';
import type { ParameterValue } from '#shared/sockets/events.ts';
import type { ValueParameter } from './query-library.ts';
import {
  datetimeLiteral,
  decimalLiteral,
  dynamicLiteral,
  isKustoInstant,
  nullLiteral,
  type QueryLiteral,
  type ScalarValue,
  stringLiteral,
} from './query-literal.ts';

/**
 * The value that a parameter sends. A viewer's null means "all" where the parameter offers it, else "nothing chosen",
 * which is sent as null (empty for a string). "All" sends the full list when `allIsNull` is false and null otherwise,
 * as ADX dashboards do.
 */
export function resolveValue(parameter: ValueParameter, value: ParameterValue | undefined): QueryLiteral {
  if (value === undefined) return defaultValue(parameter);
  if (value !== null) return chosenValue(parameter, value);
  return parameter.includeAllOption ? allValue(parameter) : nothingChosen(parameter);
}

function defaultValue(parameter: ValueParameter): QueryLiteral {
  const { defaultValue: given } = parameter;
  switch (given.kind) {
    case 'all':
      return allValue(parameter);
    case 'no-selection':
      return nothingChosen(parameter);
    case 'query-result':
      throw needsChoice(parameter, 'takes its default from a query');
    case 'value':
      return given.value === null ? nothingChosen(parameter) : chosenValue(parameter, given.value);
    case 'values':
      return chosenValue(parameter, given.values);
  }
}

function allValue(parameter: ValueParameter): QueryLiteral {
  if (parameter.allIsNull !== false) return nothingChosen(parameter);
  if (parameter.dataSource?.kind !== 'static') throw needsChoice(parameter, 'takes its values from a query');
  const values = parameter.dataSource.values.map(({ value }) => value);
  if (parameter.selectionType === 'array') return dynamicLiteral(values);
  return nothingChosen(parameter);
}

function nothingChosen({ kind, selectionType }: ValueParameter): QueryLiteral {
  return nullLiteral(selectionType === 'array' ? 'dynamic' : kind);
}

function chosenValue(parameter: ValueParameter, value: Exclude<ParameterValue, null>): QueryLiteral {
  if (parameter.selectionType !== 'array') {
    const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (single === undefined || Array.isArray(single)) throw wrongType(parameter, 'one value');
    return scalarLiteral(parameter, single);
  }
  const values = Array.isArray(value) ? value : [value];
  for (const single of values) scalarLiteral(parameter, single);
  return dynamicLiteral(values);
}

function scalarLiteral(parameter: ValueParameter, value: ScalarValue): QueryLiteral {
  switch (parameter.kind) {
    case 'string':
      if (typeof value !== 'string') throw wrongType(parameter, 'text');
      return stringLiteral(value);
    case 'int':
      if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) >= 2 ** 31)
        throw wrongType(parameter, 'a whole number of 32 bits');
      return value;
    case 'long':
      if (typeof value !== 'number' || !Number.isSafeInteger(value))
        throw wrongType(parameter, 'a whole number');
      return value;
    case 'real':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(parameter, 'a number');
      return value;
    case 'decimal':
      if (!/^-?\d{1,34}(\.\d{1,34})?$/.test(String(value))) throw wrongType(parameter, 'a decimal number');
      return decimalLiteral(String(value));
    case 'bool':
      if (typeof value !== 'boolean') throw wrongType(parameter, 'true or false');
      return value;
    case 'datetime': {
      const instantMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      if (!isKustoInstant(instantMs)) throw wrongType(parameter, 'a time in ISO 8601');
      return datetimeLiteral(instantMs);
    }
  }
}

function wrongType(parameter: ValueParameter, expected: string): AppError {
  return new AppError('bad-request', `Parameter ${parameter.displayName} must be ${expected}.`);
}

function needsChoice(parameter: ValueParameter, why: string): AppError {
  return new AppError(
    'unsupported',
    `Parameter ${parameter.displayName} ${why}, which is not supported yet: choose a value.`,
  );
}
