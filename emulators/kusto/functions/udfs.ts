import { parseDatetime } from '../types/datetime.ts';
import { printReal } from '../types/real.ts';
import { parseTimespan } from '../types/timespan.ts';
import { hasTerm } from './has-term.ts';

/** Types that a UDF takes and gives; a value is null only when the UDF says `seesNulls`. */
export type UdfType = 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN';

export type UdfValue = string | bigint | number | boolean | null;

/** A function over one row's values that SQL cannot express; it runs in JavaScript, so never on hot paths. */
export interface Udf {
  name: string;
  parameters: UdfType[];
  returns: UdfType;
  /** Takes any number of arguments of the first parameter type. */
  variadic?: boolean;
  /** Called with nulls too; otherwise a null argument gives null without a call. */
  seesNulls?: boolean;
  run(...values: never[]): UdfValue;
}

/** Helpers that macros and conversions call. */
export const coreUdfs: Udf[] = [
  {
    name: 'kql_parse_datetime',
    parameters: ['VARCHAR'],
    returns: 'BIGINT',
    run: (text: string) => parseDatetime(text),
  },
  {
    name: 'kql_parse_timespan',
    parameters: ['VARCHAR'],
    returns: 'BIGINT',
    run: (text: string) => parseTimespan(text),
  },
  {
    name: 'kql_real_digits',
    parameters: ['DOUBLE'],
    returns: 'VARCHAR',
    run: (value: number) => printReal(value),
  },
  {
    name: 'kql_fromhex',
    parameters: ['VARCHAR'],
    returns: 'BIGINT',
    run: (text: string) => BigInt.asIntN(64, BigInt(text)),
  },
  {
    name: 'kql_has_term',
    parameters: ['VARCHAR', 'VARCHAR', 'BOOLEAN', 'BOOLEAN'],
    returns: 'BOOLEAN',
    run: hasTerm,
  },
];
