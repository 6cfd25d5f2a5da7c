import { type Json, parseJson, printJson } from '../../../types/json.ts';
import type { Udf } from '../../udfs.ts';
import { checkDynamicSize } from './size-limit.ts';

export type Bag = Map<string, Json>;

/** A UDF over JSON texts that gives JSON text; null when the work gives none. */
export function ofJson(name: string, work: (...values: Json[]) => Json | undefined): Udf {
  return {
    name,
    parameters: ['VARCHAR'],
    variadic: true,
    returns: 'VARCHAR',
    run: (...texts: string[]) => {
      checkDynamicSize(kustoName(name), texts);
      const result = work(...texts.map(parseJson));
      return result === undefined ? null : printJson(result);
    },
  };
}

/** A UDF over JSON texts that gives a bool; null when the work gives none. */
export function testOfJson(name: string, work: (...values: Json[]) => boolean | undefined): Udf {
  return {
    name,
    parameters: ['VARCHAR'],
    variadic: true,
    returns: 'BOOLEAN',
    run: (...texts: string[]) => {
      checkDynamicSize(kustoName(name), texts);
      return work(...texts.map(parseJson)) ?? null;
    },
  };
}

function kustoName(name: string): string {
  return name.replace(/^kql_/, '');
}

export function isBag(value: Json | undefined): value is Bag {
  return value instanceof Map;
}

/** 0 for what is not a number. */
export function numberOf(value: Json | undefined): number {
  return typeof value === 'object' && value !== null && 'raw' in value ? Number(value.raw) : 0;
}
