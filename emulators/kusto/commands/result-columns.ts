import type { ResultColumn } from '../encode/cells.ts';
import { kustoTypeNamed } from './parse/command-reader.ts';

/** Reads a result schema such as `TableName, RowCount:long`; a column without a type is a string. */
export function resultColumns(schema: string): ResultColumn[] {
  return schema.split(',').map((part) => {
    const [name = '', type = 'string'] = part.trim().split(/\s*:\s*/);
    const known = kustoTypeNamed(type);
    if (known === undefined) throw new Error(`unknown type '${type}' in the result schema '${schema}'`);
    return { name, type: known };
  });
}

/** Result schemas that several commands share (kusto-wire §11.1). */
export const sharedSchemas = {
  table: 'TableName, Schema, DatabaseName, Folder, DocString',
  tableList: 'TableName, DatabaseName, Folder, DocString',
  policy: 'PolicyName, EntityName, Policy, ChildEntities, EntityType',
  mapping: 'Name, Kind, Mapping, LastUpdatedOn:datetime, Database, Table',
  databaseMapping: 'Name, Kind, Mapping, LastUpdatedOn:datetime, Database',
  function: 'Name, Parameters, Body, Folder, DocString',
  materializedView:
    'Name, SourceTable, Query, MaterializedTo:datetime, LastRun:datetime, LastRunResult, IsHealthy:bool, IsEnabled:bool, Folder, DocString, AutoUpdateSchema:bool, EffectiveDateTime:datetime, Lookback:timespan, LookbackColumn',
  extent: 'ExtentId:guid, OriginalSize:long, ExtentSize:long, ColumnSize:long, IndexSize:long, RowCount:long',
} as const;
