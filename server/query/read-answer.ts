import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import type { PartialReason, QueryResult, Visualization } from '#shared/kusto/query-result.ts';
import { type Cell, type Column, type KustoType, kustoTypes } from '#shared/kusto/types.ts';
import { mapOneApiError, type OneApiError, oneApiErrorSchema } from './map-kusto-error.ts';

const columnSchema = z.object({
  ColumnName: z.string(),
  ColumnType: z.string().nullish(),
  DataType: z.string().nullish(),
});
/** Rows are not looked into: a million cells would be checked for what Kusto's wire guarantees. */
const rowsSchema = z.custom<unknown[]>(Array.isArray);
const frameSchema = z.object({
  FrameType: z.string(),
  TableKind: z.string().optional(),
  Columns: z.array(columnSchema).optional(),
  Rows: rowsSchema.optional(),
  OneApiErrors: z.array(z.object({ error: oneApiErrorSchema })).optional(),
});
type Frame = z.infer<typeof frameSchema>;

const commandSchema = z.object({
  Tables: z.array(z.object({ Rows: rowsSchema })).min(1),
});

/**
 * Reads a V2 data set (learn.microsoft.com/kusto/api/rest/response-v2): its first primary result. An error in the answer
 * is thrown as AppError when no row came, and makes the result partial otherwise.
 */
export function readQueryResult(answer: unknown): Omit<QueryResult, 'clientRequestId' | 'durationMs'> {
  const frames = z.array(frameSchema).safeParse(answer);
  if (!frames.success)
    throw new AppError('internal', 'Kusto answered with something that is no V2 data set.', {
      cause: frames.error,
    });
  const errors = frames.data.flatMap((frame) => [
    ...(frame.OneApiErrors ?? []).map(({ error }) => error),
    ...rowErrors(frame),
  ]);
  const primary = frames.data.find(({ TableKind }) => TableKind === 'PrimaryResult');
  const rows = (primary?.Rows ?? []).filter(isRow);
  const [error] = errors;
  if (error && rows.length === 0) throw mapOneApiError(error);
  if (!primary) throw new AppError('bad-request', 'The query has no tabular result to show.');
  const properties = extendedProperties(frames.data);
  return {
    columns: (primary.Columns ?? []).map(readColumn),
    rows,
    visualization: readVisualization(properties.get('Visualization')),
    partial: error ? partialReason(error) : null,
    cachedFromMs: readCacheInstant(properties.get('ServerCache')),
  };
}

/** Rows of the first table of a V1 answer. Throws AppError when it has none. */
export function readCommandRows(answer: unknown): Cell[][] {
  const parsed = commandSchema.safeParse(answer);
  if (!parsed.success)
    throw new AppError('internal', 'Kusto answered a command with something that is no table.', {
      cause: parsed.error,
    });
  return (parsed.data.Tables[0]?.Rows ?? []).filter(isRow);
}

function isRow(row: unknown): row is Cell[] {
  return Array.isArray(row);
}

const rowErrorSchema = z.object({ OneApiErrors: z.array(z.object({ error: oneApiErrorSchema })) });

/** An error within the data stands in place of a row, as an object. */
function rowErrors(frame: Frame): OneApiError[] {
  const errors: OneApiError[] = [];
  for (const row of frame.Rows ?? []) {
    if (Array.isArray(row)) continue;
    const parsed = rowErrorSchema.safeParse(row);
    if (parsed.success) errors.push(...parsed.data.OneApiErrors.map(({ error }) => error));
  }
  return errors;
}

function partialReason(error: OneApiError): PartialReason {
  return { code: error.code || 'PartialFailure', message: mapOneApiError(error).message };
}

const typeAliases: Record<string, KustoType> = {
  date: 'datetime',
  double: 'real',
  boolean: 'bool',
  time: 'timespan',
  uuid: 'guid',
  object: 'dynamic',
};

function readColumn(column: z.infer<typeof columnSchema>): Column {
  const text = (column.ColumnType ?? column.DataType ?? '').toLowerCase();
  const type = kustoTypes.find((known) => known === text) ?? typeAliases[text] ?? 'dynamic';
  return { name: column.ColumnName, type };
}

/** Rows of @ExtendedProperties: TableId, Key, Value, the value as JSON text. */
function extendedProperties(frames: Frame[]): Map<string, unknown> {
  const table = frames.find(({ TableKind }) => TableKind === 'QueryProperties');
  const properties = new Map<string, unknown>();
  for (const row of table?.Rows ?? []) {
    if (!Array.isArray(row)) continue;
    const [, key, value] = row as unknown[];
    if (typeof key === 'string') properties.set(key, parseValue(value));
  }
  return properties;
}

function parseValue(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

const names = z
  .union([z.string().transform((text) => text.split(',').map((name) => name.trim())), z.array(z.string())])
  .nullish();
const visualizationSchema = z.object({
  Visualization: z.string(),
  Title: z.string().nullish(),
  XColumn: z.string().nullish(),
  YColumns: names,
  Series: names,
  Kind: z.string().nullish(),
});

function readVisualization(value: unknown): Visualization | null {
  const parsed = visualizationSchema.safeParse(value);
  if (!parsed.success) return null;
  const { Visualization: visualization, Title, XColumn, YColumns, Series, Kind } = parsed.data;
  return {
    visualization,
    ...(Title ? { title: Title } : {}),
    ...(XColumn ? { xColumn: XColumn } : {}),
    ...(YColumns ? { yColumns: YColumns } : {}),
    ...(Series ? { series: Series } : {}),
    ...(Kind ? { kind: Kind } : {}),
  };
}

const cacheSchema = z.object({ OriginalStartedOn: z.string() });

function readCacheInstant(value: unknown): number | null {
  const parsed = cacheSchema.safeParse(value);
  const instantMs = parsed.success ? Date.parse(parsed.data.OriginalStartedOn) : Number.NaN;
  return Number.isNaN(instantMs) ? null : instantMs;
}
