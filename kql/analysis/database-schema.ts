import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { type KustoType, kustoTypes } from '#shared/kusto/types.ts';

/** What the binder must know of a database. `version` differs whenever the content does. */
export interface DatabaseSchema {
  name: string;
  version: string;
  tables: TableSchema[];
  materializedViews: (TableSchema & { query: string | null })[];
  functions: { name: string; parameters: string; body: string }[];
}

export interface TableSchema {
  name: string;
  columns: { name: string; type: KustoType }[];
}

const columnSchema = z.object({ Name: z.string(), CslType: z.string() });
const tableSchema = z.object({ Name: z.string(), OrderedColumns: z.array(columnSchema) });
const parameterSchema: z.ZodType<InputParameter> = z.object({
  Name: z.string(),
  CslType: z.string().nullish(),
  CslDefaultValue: z.string().nullish(),
  Columns: z.array(z.object({ Name: z.string(), CslType: z.string().nullish() })).nullish(),
});
const functionSchema = z.object({
  Name: z.string(),
  InputParameters: z.array(parameterSchema).nullish(),
  Body: z.string(),
});
const documentSchema = z.object({
  Databases: z.record(
    z.string(),
    z.object({
      Name: z.string(),
      Tables: z.record(z.string(), tableSchema).nullish(),
      ExternalTables: z.record(z.string(), tableSchema).nullish(),
      MaterializedViews: z.record(z.string(), tableSchema.extend({ Query: z.string().nullish() })).nullish(),
      Functions: z.record(z.string(), functionSchema).nullish(),
    }),
  ),
});

interface InputParameter {
  Name: string;
  CslType?: string | null | undefined;
  CslDefaultValue?: string | null | undefined;
  Columns?: { Name: string; CslType?: string | null | undefined }[] | null | undefined;
}

/**
 * Reads the answer of `.show database <name> schema as json`.
 * Throws AppError `internal` when the text is no such document and `not-found` when the database is not in it.
 */
export function readDatabaseSchema(text: string, database: string): DatabaseSchema {
  const parsed = documentSchema.safeParse(parseJson(text));
  if (!parsed.success)
    throw new AppError('internal', `Kusto's schema of database ${database} can't be read.`, {
      cause: parsed.error,
    });
  const found = Object.values(parsed.data.Databases).find(
    ({ Name }) => Name.toLowerCase() === database.toLowerCase(),
  );
  if (!found) throw new AppError('not-found', `Kusto has no database ${database}.`);
  return {
    name: found.Name,
    version: text,
    tables: [...Object.values(found.Tables ?? {}), ...Object.values(found.ExternalTables ?? {})].map(
      readTable,
    ),
    materializedViews: Object.values(found.MaterializedViews ?? {}).map((view) => ({
      ...readTable(view),
      query: view.Query ?? null,
    })),
    functions: Object.values(found.Functions ?? {}).map(({ Name, InputParameters, Body }) => ({
      name: Name,
      parameters: `(${(InputParameters ?? []).map(parameterText).join(', ')})`,
      body: Body,
    })),
  };
}

function readTable(table: z.infer<typeof tableSchema>): TableSchema {
  return {
    name: table.Name,
    columns: table.OrderedColumns.map(({ Name, CslType }) => ({ name: Name, type: kustoType(CslType) })),
  };
}

function parameterText({ Name, CslType, CslDefaultValue, Columns }: InputParameter): string {
  if (CslType) return `${Name}:${CslType}${CslDefaultValue ? ` = ${CslDefaultValue}` : ''}`;
  const columns = (Columns ?? []).map((column) => `${column.Name}:${column.CslType ?? 'dynamic'}`);
  return `${Name}:(${columns.length === 0 ? '*' : columns.join(', ')})`;
}

const aliases: Record<string, KustoType> = {
  date: 'datetime',
  double: 'real',
  boolean: 'bool',
  time: 'timespan',
};

function kustoType(text: string): KustoType {
  return kustoTypes.find((type) => type === text) ?? aliases[text] ?? 'dynamic';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
