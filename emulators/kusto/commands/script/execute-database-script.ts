import { randomUUID } from 'node:crypto';
import type { CellValue } from '../../encode/cells.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { splitScript } from './split-script.ts';

interface Step {
  kind: string;
  text: string;
  result: 'Completed' | 'Failed' | 'Skipped';
  reason: string;
  error?: unknown;
}

/**
 * `.execute database script [with (ThrowOnErrors=true | ContinueOnErrors=true)] <| commands`: one after another, no
 * rollback; read commands are skipped (Kusto docs, execute-database-script.md).
 */
export const executeDatabaseScript: CommandDefinition = {
  kind: 'ExecuteDatabaseScript',
  syntax: 'execute [database] script',
  access: 'write',
  columns: 'OperationId:guid, CommandType, CommandText, Result, Reason',
  run,
};

async function run(call: CommandCall): Promise<CommandRows> {
  const options = call.reader.properties();
  call.reader.expect('<|');
  const throws = options.get('throwonerrors')?.toLowerCase() === 'true';
  const continues = options.get('continueonerrors')?.toLowerCase() === 'true';
  if (throws && continues) {
    throw new KustoError('General_BadRequest', 'Only one of ThrowOnErrors and ContinueOnErrors can be set.');
  }
  const rows: CellValue[][] = [];
  for (const text of splitScript(call.reader.rest())) {
    const step = await runStep(call, text);
    if (step.result === 'Failed' && throws) throw step.error;
    rows.push([randomUUID(), step.kind, step.text, step.result, step.reason]);
    if (step.result === 'Failed' && !continues) break;
  }
  return rows;
}

async function runStep(call: CommandCall, text: string): Promise<Step> {
  try {
    const command = call.engine.findCommand(text);
    if (command.access === 'read') return { kind: command.kind, text, result: 'Skipped', reason: '' };
    if (command.kind === 'ExecuteDatabaseScript') {
      throw new KustoError('General_BadRequest', 'A script cannot hold .execute database script.');
    }
    await command.run(call);
    return { kind: command.kind, text, result: 'Completed', reason: '' };
  } catch (error) {
    const reason = error instanceof KustoError ? error.message : 'The command failed inside the emulator.';
    return { kind: 'Unknown', text, result: 'Failed', reason, error };
  }
}
