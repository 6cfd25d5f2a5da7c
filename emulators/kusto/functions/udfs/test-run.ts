import type { UdfValue } from '../udfs.ts';
import type { UdfFunction } from './udf-function.ts';

/** Calls a function as a query would, with a value for each of its parameters. */
export function runFunction(
  functions: Record<string, UdfFunction>,
  name: string,
  ...values: UdfValue[]
): UdfValue {
  const definition = functions[name];
  if (definition === undefined) throw new Error(`there is no ${name}`);
  return (definition.run as (...given: UdfValue[]) => UdfValue)(...values);
}
