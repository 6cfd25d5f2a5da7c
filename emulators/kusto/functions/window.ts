import { convertSql } from './convert.ts';
import { type CallShape, type Operand, operandAt } from './entries.ts';

/** The rows that a window function sees: `all` of its group in order, or `running`: those up to the current one. */
export interface WindowFrame {
  all: string;
  running: string;
}

/** A function over the ordered rows of its input. */
export interface WindowFunction {
  sql(operands: Operand[], call: CallShape, frame: WindowFrame): string;
  nulls: 'always' | 'never';
  /** Which argument says that a new group of rows starts; none when absent. */
  restartAt?: number;
}

function shifted(name: 'lag' | 'lead'): WindowFunction {
  return {
    nulls: 'always',
    sql: (operands, call, frame) => {
      const value = operandAt(operands, 0);
      const offset = operands[1]?.sql ?? '1';
      const absent = call.type === 'string' ? `''` : 'NULL';
      const fallback = operands[2] === undefined ? absent : convertSql(operands[2], call.type);
      return `${name}(${value.sql}, ${offset}, ${fallback}) OVER (${frame.all})`;
    },
  };
}

function cumulativeSum(operands: Operand[], call: CallShape, frame: WindowFrame): string {
  const value = operandAt(operands, 0);
  const total = `coalesce(sum(${value.type === 'dynamic' ? convertSql(value, 'real') : value.sql}) OVER (${frame.running}), 0)`;
  if (call.type === 'real') return `CAST(${total} AS DOUBLE)`;
  if (call.wraps && call.type === 'long') return `kql_wrap(${total})`;
  return call.type === 'decimal' ? `CAST(${total} AS DECIMAL(38,10))` : `CAST(${total} AS BIGINT)`;
}

/** Functions that see other rows of a serialized table. */
export const windowFunctions: ReadonlyMap<string, WindowFunction> = new Map<string, WindowFunction>([
  ['prev', shifted('lag')],
  ['next', shifted('lead')],
  [
    'row_number',
    {
      nulls: 'never',
      restartAt: 1,
      sql: (operands, _, frame) => `(row_number() OVER (${frame.all}) - 1 + ${operands[0]?.sql ?? '1'})`,
    },
  ],
  [
    'row_running_max',
    {
      nulls: 'never',
      restartAt: 1,
      sql: (operands, _, frame) => `max(${operandAt(operands, 0).sql}) OVER (${frame.running})`,
    },
  ],
  ['row_cumsum', { nulls: 'never', restartAt: 1, sql: cumulativeSum }],
  [
    'rows_near',
    {
      nulls: 'never',
      sql: (operands, _, frame) =>
        `(count_if(${operandAt(operands, 0).sql}) OVER (${frame.all} ROWS BETWEEN ${operandAt(operands, 2).sql} PRECEDING AND ${operandAt(operands, 1).sql} FOLLOWING) > 0)`,
    },
  ],
]);
