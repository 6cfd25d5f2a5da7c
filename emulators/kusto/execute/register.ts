import type { DuckDBConnection } from '@duckdb/node-api';
import { macrosInOrder } from '../functions/macros.ts';
import { udfs } from '../functions/udfs/registry.ts';
import { compressionUdfs } from './compression-udfs.ts';
import { scalarFunction } from './scalar-function.ts';
import { UdfRuns } from './udf-runs.ts';
import { userAgentUdfs } from './user-agent-udfs.ts';

/**
 * Registers the engine's UDFs and macros. Once per instance is enough: every connection sees them. UDFs come first, since
 * macros call them. `runs` tells them which query a call belongs to.
 */
export async function registerEngine(
  connection: DuckDBConnection,
  runs: UdfRuns = new UdfRuns(),
): Promise<void> {
  for (const udf of [...udfs, ...compressionUdfs, ...userAgentUdfs()])
    connection.registerScalarFunction(scalarFunction(udf, runs));
  const statements = macrosInOrder().map(
    (macro) => `CREATE OR REPLACE MACRO ${macro.name}(${macro.parameters}) AS (${macro.body})`,
  );
  await connection.run(statements.join(';\n'));
}
