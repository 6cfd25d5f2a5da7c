import { type CatalogState, requireDatabase, requireTable } from '../catalog/catalog-state.ts';
import { cslSchema } from '../catalog/csl-schema.ts';
import type { TableEntity } from '../catalog/entities.ts';
import { physicalTableOf } from '../catalog/physical-table.ts';
import type { CellValue } from '../encode/cells.ts';
import type { PhysicalTable, RowWriter } from '../storage/row-writer.ts';
import { parseDecimal } from '../types/decimal.ts';
import { KustoError } from '../types/kusto-error.ts';
import type { ColumnSchema, KustoType } from '../types/schema.ts';
import { failureOf, type IngestionFailures } from './ingestion-failures.ts';
import { type ColumnMapping, mappingFormatOf, parseMapping } from './mappings/ingestion-mapping.ts';
import { type RowBatch, readRowBatch } from './row-batch.ts';

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
}

/** Reads data into rows and stores them durably; keeps the recent failures for `.show ingestion failures`. */
export class IngestService {
  readonly #catalog: { readonly state: CatalogState };
  readonly #writer: RowWriter;
  readonly #failures: IngestionFailures;
  readonly #physicalTables = new WeakMap<TableEntity, PhysicalTable>();
  readonly #parsedMappings = new WeakMap<object, ColumnMapping[]>();

  constructor(catalog: { readonly state: CatalogState }, writer: RowWriter, failures: IngestionFailures) {
    this.#catalog = catalog;
    this.#writer = writer;
    this.#failures = failures;
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
    const { rows } = request;
    await this.#writer.append(() => {
      const table = requireTable(requireDatabase(this.#catalog.state, request.database), request.table);
      assertSameShape(table, request.columns);
      const columns = table.columns.map(({ type }, index) =>
        rows.map((row) => storedValue(type, row[index] ?? null)),
      );
      return {
        table: this.#physicalTable(table),
        columns,
        rowCount: rows.length,
        isReplacing: request.replace,
      };
    });
    return rows.length;
  }

  async #store(request: IngestRequest): Promise<number> {
    let table = this.#tableOf(request);
    let batch = this.#read(request, table);
    await this.#writer.append(() => {
      const current = this.#tableOf(request);
      // The schema may have changed while the append waited for its turn.
      if (current.columns !== table.columns) batch = this.#read(request, current);
      table = current;
      return { table: this.#physicalTable(table), ...batch };
    });
    return batch.rowCount;
  }

  /** The same object for the same entity, so that the writer can put appends to one table together. */
  #physicalTable(table: TableEntity): PhysicalTable {
    const known = this.#physicalTables.get(table) ?? physicalTableOf(table);
    this.#physicalTables.set(table, known);
    return known;
  }

  #tableOf(request: IngestRequest): TableEntity {
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

function assertSameShape(table: TableEntity, columns: readonly ColumnSchema[]): void {
  const isSame =
    columns.length === table.columns.length &&
    columns.every(({ type }, index) => type === table.columns[index]?.type);
  if (isSame) return;
  const message = `The query's schema (${cslSchema(columns)}) does not match that of table '${table.name}' (${cslSchema(table.columns)}).`;
  throw new KustoError('General_BadRequest', message);
}

/** A value of a result in the form in which it is stored. */
function storedValue(type: KustoType, value: CellValue): CellValue {
  if (value === null) return type === 'string' ? '' : null;
  return type === 'decimal' ? parseDecimal(String(value)) : value;
}
