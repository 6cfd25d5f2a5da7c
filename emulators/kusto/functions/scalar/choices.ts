import type { KustoType } from '../../types/schema.ts';
import { convertSql, nullOf } from '../convert.ts';
import { type Operand, operandAt, type ScalarTable } from '../entries.ts';

/** Conditions and fallbacks. */
export const choiceFunctions: ScalarTable = {
  // A condition that does not hold ends the query with the message.
  assert: {
    nulls: 'never',
    converts: ['bool', 'string'],
    sql: (operands) =>
      `(CASE WHEN ${operandAt(operands, 0).sql} THEN true ELSE CAST(error(${operandAt(operands, 1).sql}) AS BOOLEAN) END)`,
  },
  case: { nulls: 'always', sql: (operands, call) => choose(operands, call.type) },
  coalesce: {
    nulls: 'always',
    sql: (operands, call) => {
      const values = operands.map((operand) => convertSql(operand, call.type));
      return call.type === 'string'
        ? `coalesce(${values.map((value) => `nullif(${value}, '')`).join(', ')}, '')`
        : `coalesce(${values.join(', ')})`;
    },
  },
};

/** `case(condition, value, …, otherwise)`; a null condition is not met. */
function choose(operands: Operand[], type: KustoType): string {
  const branches: string[] = [];
  for (let index = 0; index + 1 < operands.length; index += 2) {
    const condition = convertSql(operandAt(operands, index), 'bool');
    branches.push(`WHEN ${condition} THEN ${branchValue(operandAt(operands, index + 1), type)}`);
  }
  const otherwise = operandAt(operands, operands.length - 1);
  return `(CASE ${branches.join(' ')} ELSE ${branchValue(otherwise, type)} END)`;
}

function branchValue(operand: Operand, type: KustoType): string {
  return operand.constant === null ? nullOf(type) : convertSql(operand, type);
}
