import type { TableDefinition } from '#kql/schema/parse-schema.ts';
import { StartError } from '#shared/node/run-service.ts';
import type { IngestTarget } from './batches/ingest-batch.ts';

const deadLetterTable = 'IngestionDeadLetter';

export interface IngestTargets {
  /** By table; the tables that events may name. */
  targets: ReadonlyMap<string, IngestTarget>;
  deadLetterTarget: IngestTarget;
}

/** Where events may go: every table of the schema but the dead-letter table. Throws StartError for a missing table. */
export function ingestTargetsOf(
  tables: readonly TableDefinition[],
  { database, tableOfHub }: { database: string; tableOfHub: ReadonlyMap<string, string> },
): IngestTargets {
  const all = new Map(tables.map((table) => [table.name, targetOf(table, database)]));
  const deadLetterTarget = all.get(deadLetterTable);
  if (deadLetterTarget === undefined) throw new StartError(`The schema has no table ${deadLetterTable}.`);
  all.delete(deadLetterTable);
  for (const [hub, table] of tableOfHub) {
    if (!all.has(table))
      throw new StartError(
        `EVENT_HUB_TABLES gives the hub ${hub} the table ${table}, which the schema does not have.`,
      );
  }
  return { targets: all, deadLetterTarget };
}

function targetOf({ name, columns, mapping }: TableDefinition, database: string): IngestTarget {
  const properties = new Map(mapping.columns.map(({ column, property }) => [column, property]));
  return { database, table: name, mapping: mapping.name, columns, properties };
}
