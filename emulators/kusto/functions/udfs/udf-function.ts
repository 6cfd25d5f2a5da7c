import { type LiteralValue, parseLiteral } from '../../types/literal.ts';
import type { KustoType } from '../../types/schema.ts';
import { convertSql } from '../convert.ts';
import { type Operand, operandAt, type ScalarFunction, type ScalarTable } from '../entries.ts';
import type { Udf, UdfType, UdfValue } from '../udfs.ts';
import { checkDynamicSize } from './dynamic/size-limit.ts';

/** A Kusto function that is one UDF. An operand is converted to the type of its parameter; a null one gives null. */
export interface UdfFunction {
  takes: KustoType[];
  /** Parameters that a call may leave out, each with the SQL of its value then. */
  optional?: { type: KustoType; otherwise: string }[];
  /** Type of any number of further arguments, which `run` gets as one JSON array, its last parameter. */
  rest?: KustoType;
  gives: KustoType;
  /** A dynamic result is never a string, and its text has digits that JSON would not keep. */
  ownText?: boolean;
  /** `run` is called with nulls too. */
  seesNulls?: boolean;
  /** Parameters by type: string, guid and dynamic (as JSON) are strings, long, int, datetime and timespan bigints, real a number. */
  run(...values: never[]): UdfValue;
}

/** The entries for the compiler and the UDFs that they call. */
export interface UdfArea {
  scalars: ScalarTable;
  udfs: Udf[];
}

export function udfArea(functions: Record<string, UdfFunction>): UdfArea {
  const entries = Object.entries(functions);
  return {
    scalars: Object.fromEntries(
      entries.map(([name, definition]) => [name, scalarFunction(udfName(name), definition)]),
    ),
    udfs: entries.map(([name, definition]) => udf(udfName(name), definition)),
  };
}

/** The value of a call whose arguments are constants of the parameters' types. */
function folded(operands: Operand[], { takes, optional = [], run }: UdfFunction): LiteralValue | undefined {
  const types = [...takes, ...optional.map(({ type }) => type)];
  const values: LiteralValue[] = [];
  for (const [index, type] of types.entries()) {
    const operand = operands[index];
    const otherwise = optional[index - takes.length]?.otherwise ?? '';
    const value = operand === undefined ? parseLiteral(type, otherwise) : constantOf(operand, type);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values.includes(null) ? null : (run as (...given: LiteralValue[]) => UdfValue)(...values);
}

function constantOf({ constant, type }: Operand, wanted: KustoType): LiteralValue | undefined {
  const isInteger = (kind: KustoType) => kind === 'int' || kind === 'long';
  if (type === wanted || (isInteger(type) && isInteger(wanted))) return constant;
  return wanted === 'real' && typeof constant === 'bigint' ? Number(constant) : undefined;
}

function udfName(name: string): string {
  return `kql_fn_${name}`;
}

function scalarFunction(name: string, definition: UdfFunction): ScalarFunction {
  const callSql = (operands: Operand[]) => `${name}(${argumentsSql(operands, definition).join(', ')})`;
  return {
    nulls: definition.gives === 'string' ? 'never' : 'always',
    sql: (operands) => fromUdf(callSql(operands), definition.gives),
    ...(definition.ownText === true
      ? { textSql: callSql, fold: (operands) => folded(operands, definition) }
      : {}),
  };
}

function argumentsSql(operands: Operand[], { takes, optional = [], rest }: UdfFunction): string[] {
  const required = takes.map((type, index) => intoUdf(operandAt(operands, index), type));
  const chosen = optional.map(({ type, otherwise }, index) => {
    const operand = operands[takes.length + index];
    return operand === undefined ? otherwise : intoUdf(operand, type);
  });
  if (rest === undefined) return [...required, ...chosen];
  const further = operands.slice(takes.length + optional.length).map((operand) => intoUdf(operand, rest));
  return [...required, ...chosen, `CAST(json_array(${further.join(', ')}) AS VARCHAR)`];
}

function intoUdf(operand: Operand, type: KustoType): string {
  const sql = convertSql(operand, type);
  return type === 'int' || type === 'guid' ? `CAST(${sql} AS ${udfTypes[type]})` : sql;
}

function fromUdf(call: string, type: KustoType): string {
  if (type === 'dynamic') return `CAST(${call} AS JSON)`;
  if (type === 'guid') return `CAST(${call} AS UUID)`;
  if (type === 'decimal') return `CAST(${call} AS DECIMAL(38,10))`;
  return type === 'int' ? `CAST(${call} AS INTEGER)` : call;
}

const udfTypes: Record<KustoType, UdfType> = {
  bool: 'BOOLEAN',
  int: 'BIGINT',
  long: 'BIGINT',
  datetime: 'BIGINT',
  timespan: 'BIGINT',
  real: 'DOUBLE',
  string: 'VARCHAR',
  dynamic: 'VARCHAR',
  guid: 'VARCHAR',
  decimal: 'VARCHAR',
};

function udf(name: string, { takes, optional = [], rest, gives, seesNulls, run }: UdfFunction): Udf {
  const types = [...takes, ...optional.map(({ type }) => type)];
  const parameters = types.map((type) => udfTypes[type]);
  return {
    name,
    parameters: rest === undefined ? parameters : [...parameters, 'VARCHAR'],
    returns: udfTypes[gives],
    ...(seesNulls === true ? { seesNulls } : {}),
    run: types.includes('dynamic') || rest !== undefined ? bounded(name, run) : run,
  };
}

function bounded(name: string, run: UdfFunction['run']): (...values: never[]) => UdfValue {
  return (...values) => {
    checkDynamicSize(name.replace(/^kql_fn_/, ''), values);
    return run(...values);
  };
}
