import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import { macrosInOrder } from '../functions/macros.ts';
import { udfs } from '../functions/udf-registry.ts';
import type { Udf, UdfType, UdfValue } from '../functions/udfs.ts';
import { compressionUdfs } from './compression-udfs.ts';
import { userAgentUdfs } from './user-agent-udfs.ts';

const duckTypes: Record<UdfType, DuckDBType> = { VARCHAR, BIGINT, DOUBLE, BOOLEAN };

/**
 * Registers the engine's UDFs and macros. Once per instance is enough: every connection sees them. UDFs come first, since
 * macros call them.
 */
export async function registerEngine(connection: DuckDBConnection): Promise<void> {
  for (const udf of [...udfs, ...compressionUdfs, ...userAgentUdfs()])
    connection.registerScalarFunction(scalarFunction(udf));
  const statements = macrosInOrder().map(
    (macro) => `CREATE OR REPLACE MACRO ${macro.name}(${macro.parameters}) AS (${macro.body})`,
  );
  await connection.run(statements.join(';\n'));
}

function scalarFunction(udf: Udf): DuckDBScalarFunction {
  const run = udf.run as (...values: UdfValue[]) => UdfValue;
  const seesNulls = udf.seesNulls === true;
  const isVariadic = udf.variadic === true;
  return DuckDBScalarFunction.create({
    name: udf.name,
    ...(isVariadic
      ? { varArgsType: duckTypes[udf.parameters[0] ?? 'VARCHAR'] }
      : { parameterTypes: udf.parameters.map((type) => duckTypes[type]) }),
    returnType: duckTypes[udf.returns],
    specialHandling: seesNulls,
    mainFunction(info, input, output) {
      const columns: DuckDBValue[][] = [];
      for (let index = 0; index < input.columnCount; index++) columns.push(input.getColumnValues(index));
      try {
        for (let row = 0; row < input.rowCount; row++) {
          const values = columns.map((column) => column[row] as UdfValue);
          output.setItem(row, !seesNulls && values.includes(null) ? null : run(...values));
        }
      } catch (error) {
        info.setError(error instanceof Error ? error.message : String(error));
      }
      output.flush();
    },
  });
}
