import { convertSql } from '../convert.ts';
import { operandAt, type ScalarTable } from '../entries.ts';

/** The UDF is in execute/user-agent-udfs.ts, since it reads a file. */
export const userAgentFunctions: ScalarTable = {
  parse_user_agent: {
    nulls: 'always',
    sql: (operands) => {
      const wanted = `CAST(${convertSql(operandAt(operands, 1), 'dynamic')} AS VARCHAR)`;
      return `CAST(kql_parse_user_agent(${convertSql(operandAt(operands, 0), 'string')}, ${wanted}) AS JSON)`;
    },
  },
};
