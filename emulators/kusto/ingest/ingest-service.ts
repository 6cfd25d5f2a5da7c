import { type CatalogState, requireDatabase, requireTable } from '../catalog/catalog-state.ts';
import type { TableEntity } from '../catalog/entities.ts';
import { physicalTableOf } from '../catalog/physical-table.ts';
import { softDeletePeriod } from '../catalog/plan-retention.ts';
import type { CellValue } from '../encode/cells.ts';
import type { PhysicalTable, RowAppend } from '../storage/append-rows.ts';
import type { RowWriter } from '../storage/row-writer.ts';
import { KustoError } from '../types/kusto-error.ts';
import type { ColumnSchema } from '../types/schema.ts';
import { failureOf, type IngestionFailures } from './ingestion-failures.ts';
import { type ColumnMapping, mappingFormatOf, parseMapping } from './mappings/ingestion-mapping.ts';
import { type RowBatch, readRowBatch } from './row-batch.ts';
import { assertSameShape, storedColumns } from './stored-values.ts';
import type { UpdateRows, UpdateRunner } from './update-policies/update-runner.ts';

export interface IngestRequest {
  database: string;
  table: string;
  format: string;
  text: string;
  /** The name of a stored mapping, or the mapping itself. */
  mapping: { name: string } | { json: string } | undefined;
  ignoreFirstRecord: boolean;
  operation: 'streaming' | 'inline';
  clientRequestId: string;
}

export interface StoreRequest {
  database: string;
  table: string;
  columns: readonly ColumnSchema[];
  rows: readonly (readonly CellValue[])[];
  replace: boolean;
  clientRequestId: string;
  signal: AbortSignal;
}

/** Reads data into rows and stores them durably; keeps the recent failures for `.show ingestion failures`. */
export class IngestService {
  readonly #catalog: { readonly state: CatalogState };
  readonly #writer: RowWriter;
  readonly #failures: IngestionFailures;
  readonly #updates: UpdateRunner;
  readonly #physicalTables = new WeakMap<TableEntity, PhysicalTable>();
  readonly #parsedMappings = new WeakMap<object, ColumnMapping[]>();

  constructor(parts: {
    catalog: { readonly state: CatalogState };
    writer: RowWriter;
    failures: IngestionFailures;
    updates: UpdateRunner;
  }) {
    this.#catalog = parts.catalog;
    this.#writer = parts.writer;
    this.#failures = parts.failures;
    this.#updates = parts.updates;
  }

  /** Returns the number of rows once they are on disk. Throws KustoError for data or names that are refused. */
  async ingest(request: IngestRequest): Promise<number> {
    try {
      return await this.#store(request);
    } catch (error) {
      this.#failures.add(failureOf(request, error));
      throw error;
    }
  }

  /** Stores rows that a query gave: by position, with the table's types. Returns their number once they are on disk. */
  async store(request: StoreRequest): Promise<number> {
    const { database, rows, replace: isReplacing, clientRequestId, signal } = request;
    const table = this.#tableOf(request);
    assertSameShape(table, request.columns);
    const own = { table, columns: storedColumns(table, rows), rowCount: rows.length };
    const cause = { database, table: table.name, format: '', operation: 'inline' as const, clientRequestId };
    const updates = await this.#updates.run(own, { ...cause, isReplacing, signal });
    await this.#writer.append(() => {
      if (this.#tableOf(request).columns !== table.columns) throw schemaChanged(table.name);
      return this.#appends({ ...own, isReplacing }, updates);
    });
    return rows.length;
  }

  async #store(request: IngestRequest): Promise<number> {
    const table = this.#tableOf(request);
    const batch = this.#read(request, table);
    const updates = await this.#updates.run({ table, ...batch }, { ...request, isReplacing: false });
    let rowCount = batch.rowCount;
    await this.#writer.append(() => {
      const current = this.#tableOf(request);
      if (current.columns === table.columns)
        return this.#appends({ table: current, ...batch, isReplacing: false }, updates);
      // The schema changed while the append waited for its turn.
      if (updates.length > 0) throw schemaChanged(table.name);
      const again = this.#read(request, current);
      rowCount = again.rowCount;
      return this.#appends({ table: current, ...again, isReplacing: false }, []);
    });
    return rowCount;
  }

  /** The rows of one ingestion with those that update policies made of them; a table that keeps nothing gets none. */
  #appends(own: UpdateRows, updates: readonly UpdateRows[]): RowAppend[] {
    const { databases } = this.#catalog.state;
    const database = databases.get(own.table.database.toLowerCase());
    const isKept = updates.length === 0 || softDeletePeriod(own.table, database?.entity) !== 0n;
    return [...(isKept ? [own] : []), ...updates].map(({ table, columns, rowCount, isReplacing }) => {
      const current = database?.tables.get(table.name);
      if (current?.columns !== table.columns) throw schemaChanged(table.name);
      return { table: this.#physicalTable(current), columns, rowCount, isReplacing };
    });
  }

  /** The same object for the same entity, so that the writer can put appends to one table together. */
  #physicalTable(table: TableEntity): PhysicalTable {
    const known = this.#physicalTables.get(table) ?? physicalTableOf(table);
    this.#physicalTables.set(table, known);
    return known;
  }

  #tableOf(request: { database: string; table: string }): TableEntity {
    return requireTable(requireDatabase(this.#catalog.state, request.database), request.table);
  }

  #read(request: IngestRequest, table: TableEntity): RowBatch {
    const { text, format, ignoreFirstRecord } = request;
    const mapping = this.#mappingOf(request, table);
    return readRowBatch({ text, format, ignoreFirstRecord, columns: table.columns, mapping });
  }

  #mappingOf(request: IngestRequest, table: TableEntity): ColumnMapping[] | undefined {
    const { mapping, format } = request;
    if (mapping === undefined) return undefined;
    if ('json' in mapping) return parseMapping(mapping.json);
    const kind = mappingFormatOf(format);
    const ofDatabase = requireDatabase(this.#catalog.state, request.database).entity.mappings;
    const matches = [...table.mappings, ...ofDatabase].filter((stored) => stored.name === mapping.name);
    const stored = matches.find((candidate) => candidate.format === kind);
    if (stored === undefined) {
      const message = `Mapping reference '${mapping.name}' of type '${kind ?? format}' in database '${request.database}' could not be found.`;
      throw new KustoError('BadRequest_MappingReferenceWasNotFound', message);
    }
    const parsed = this.#parsedMappings.get(stored) ?? parseMapping(stored.mapping);
    this.#parsedMappings.set(stored, parsed);
    return parsed;
  }
}

function schemaChanged(table: string): KustoError {
  return new KustoError(
    'Conflict',
    `The schema of table '${table}' changed while data was ingested; ingest it again.`,
  );
}
