import { type CommandDefinition, register } from './command.ts';
import {
  alterDatabasePrettyName,
  createDatabase,
  dropDatabase,
  dropDatabasePrettyName,
} from './databases/create-database.ts';
import * as databases from './databases/show-databases.ts';
import { CommandTable } from './dispatch.ts';
import { externalTableMappings } from './external-tables/external-table-mappings.ts';
import { showExternalTables } from './external-tables/show-external-tables.ts';
import { writeExternalTables } from './external-tables/write-external-tables.ts';
import { functionCommands } from './functions/functions.ts';
import { ingestFromQuery } from './ingestion/ingest-from-query.ts';
import { ingestInline } from './ingestion/ingest-inline.ts';
import {
  showIngestionFailures,
  showStreamingIngestionFailures,
} from './ingestion/show-ingestion-failures.ts';
import { dropMappings, showAllMappings, showMappings, writeMappings } from './mappings/ingestion-mappings.ts';
import { materializedViewCommands } from './materialized-views/materialized-views.ts';
import { operationCommands } from './operations/show-operations.ts';
import { policyCommands } from './policies/policies.ts';
import { executeDatabaseScript } from './script/execute-database-script.ts';
import { ingestionResourceCommands } from './service/ingestion-resources.ts';
import * as service from './service/service.ts';
import { absentCommands } from './service/show-absent.ts';
import { queryCommands } from './service/show-queries.ts';
import * as columns from './tables/columns.ts';
import * as createTables from './tables/create-table.ts';
import * as dropTables from './tables/drop-table.ts';
import * as showTables from './tables/show-tables.ts';

/** Every management command of the emulator. */
export function createCommandTable(): CommandTable {
  const { clearStreamingSchema, ...serviceCommands } = service;
  const definitions: CommandDefinition[] = [
    createDatabase,
    dropDatabase,
    alterDatabasePrettyName,
    dropDatabasePrettyName,
    ...Object.values(databases),
    createTables.createTable,
    createTables.createMergeTable,
    createTables.createOrAlterTable,
    createTables.alterTable,
    createTables.alterMergeTable,
    createTables.createTables,
    createTables.createMergeTables,
    createTables.createTableBasedOnAnother,
    ...Object.values(dropTables),
    ...Object.values(showTables),
    ...columns.columnCommands,
    ...writeMappings,
    ...showMappings,
    showAllMappings,
    ...dropMappings,
    ...policyCommands,
    ...functionCommands,
    ingestInline,
    ...ingestFromQuery,
    showIngestionFailures,
    showStreamingIngestionFailures,
    executeDatabaseScript,
    ...Object.values(serviceCommands),
    ...clearStreamingSchema,
    ...queryCommands,
    ...materializedViewCommands,
    ...writeExternalTables,
    ...showExternalTables,
    ...externalTableMappings,
    ...operationCommands,
    ...absentCommands,
    ...ingestionResourceCommands,
  ];
  return new CommandTable(register(definitions));
}
