import type { DuckDBConnection } from '@duckdb/node-api';
import type { BoundValue } from '../compile/bind-parameters.ts';
import type { Stage } from '../compile/emit/statement.ts';
import type { ExternalFolder } from '../external/external-folder.ts';
import type { OperatorContext, OperatorRun } from './operators/operator.ts';
import { operatorRuns } from './operators/registry.ts';
import { pauser } from './pause.ts';
import type { ReadStatement } from './run.ts';
import { fillTemporaryTable } from './temporary-table.ts';

export interface StageOptions {
  read: ReadStatement;
  bind(name: string): BoundValue;
  signal: AbortSignal;
  externalFolder?: ExternalFolder | undefined;
  operators?: ReadonlyMap<string, OperatorRun>;
}

/** Runs the stages in order; each leaves its rows in a temporary table of the connection's transaction. */
export async function runStages(
  connection: DuckDBConnection,
  stages: readonly Stage[],
  { read, bind, signal, externalFolder, operators = operatorRuns }: StageOptions,
): Promise<void> {
  const pause = pauser(signal, () => performance.now());
  for (const stage of stages) {
    const run = operators.get(stage.operator.name);
    if (run === undefined) throw new Error(`no operator ${stage.operator.name}`);
    const inputs = stage.inputs.map((input) => ({ columns: input.columns, batches: read(input) }));
    const context: OperatorContext = { columns: stage.columns, parameter: bind, pause, externalFolder };
    await fillTemporaryTable(connection, stage, run(stage.operator, inputs, context));
  }
}
