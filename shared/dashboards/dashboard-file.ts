import { z } from 'zod';
import type { JsonValue } from '../kusto/types.ts';

/**
 * The dashboard file: the ADX / Fabric Real-Time Dashboard JSON, with our additions under the key `x-tidewatch` of the
 * object they belong to, so that leaving them out gives a file that ADX takes. Unknown keys are kept.
 */
export const extensionKey = 'x-tidewatch';

const idSchema = z.string().min(1).max(200);
const optionsSchema = z.record(z.string(), z.json());

export const gridColumns = 24;

export const tileLayoutSchema = z
  .looseObject({
    x: z
      .number()
      .int()
      .min(0)
      .max(gridColumns - 1),
    y: z.number().int().min(0).max(10_000),
    width: z.number().int().min(1).max(gridColumns),
    height: z.number().int().min(1).max(200),
  })
  .refine(
    (layout) => layout.x + layout.width <= gridColumns,
    'x + width is more than the 24 columns of the grid.',
  );
export type TileLayout = { x: number; y: number; width: number; height: number };

/** A limit that changes how a value shows. `from` is inclusive; the highest `from` that the value reaches wins. */
export const thresholdSchema = z.object({
  from: z.number(),
  state: z.enum(['normal', 'low', 'medium', 'high', 'critical']),
});

/** Our additions to a tile. */
export const tileExtensionSchema = z.object({
  /** Overrides visualType: `stat` (value with sparkline), `state-timeline`, ... */
  visual: z.string().optional(),
  /** Shown after numbers: `%`, `°C`, `bytes` and `bytes/s` are scaled (IEC). */
  unit: z.string().max(20).optional(),
  decimals: z.number().int().min(0).max(10).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  thresholds: z.array(thresholdSchema).optional(),
  /** State timeline: the state that a value of the value column means. */
  states: z.record(z.string(), z.enum(['normal', 'low', 'medium', 'high', 'critical', 'unknown'])).optional(),
  /** Per-column format of a table: unit, decimals, `bar` draws the value as a bar up to `maximum`. */
  columns: z
    .record(
      z.string(),
      z.object({
        unit: z.string().max(20).optional(),
        decimals: z.number().int().min(0).max(10).optional(),
        bar: z.boolean().optional(),
        maximum: z.number().optional(),
        hidden: z.boolean().optional(),
        title: z.string().max(200).optional(),
      }),
    )
    .optional(),
  /** Event age up to which the tile counts as fresh; older shows its age. */
  freshWithinMs: z.number().int().positive().optional(),
  /** The column whose maximum is the event clock; default: the first datetime column. */
  timeColumn: z.string().optional(),
});
export type TileExtension = z.infer<typeof tileExtensionSchema>;

const queryRefSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('query'), queryId: idSchema }),
  z.looseObject({ kind: z.literal('baseQuery'), baseQueryId: idSchema }),
]);

export const tileSchema = z.looseObject({
  id: idSchema,
  title: z.string().max(500),
  description: z.string().max(5_000).optional(),
  hideTitle: z.boolean().optional(),
  pageId: idSchema,
  layout: tileLayoutSchema,
  visualType: z.string().min(1),
  queryRef: queryRefSchema.optional(),
  markdownText: z.string().max(200_000).optional(),
  visualOptions: optionsSchema.nullish().transform((options): Record<string, JsonValue> => options ?? {}),
  [extensionKey]: tileExtensionSchema.optional(),
});
export type Tile = z.infer<typeof tileSchema>;

export const querySchema = z
  .looseObject({
    id: idSchema,
    /** The KQL; or in the extension the name of a .kql file beside the dashboard file. */
    text: z.string().optional(),
    usedVariables: z.array(z.string()).default([]),
    dataSource: z.discriminatedUnion('kind', [
      z.looseObject({ kind: z.literal('inline'), dataSourceId: idSchema }),
      z.looseObject({ kind: z.literal('parameter'), parameterId: idSchema }),
    ]),
    [extensionKey]: z.object({ textFile: z.string().regex(/^[\w-]+\.kql$/) }).optional(),
  })
  .refine((query) => (query.text === undefined) !== (query[extensionKey] === undefined), {
    message: 'A query needs either text or x-tidewatch.textFile.',
  });
export type Query = z.infer<typeof querySchema>;

const showOnSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('all') }),
  z.looseObject({ kind: z.literal('selection'), pageIds: z.array(idSchema) }),
]);

const parameterBase = {
  id: idSchema,
  displayName: z.string(),
  description: z.string().default(''),
  showOnPages: showOnSchema,
};

const durationUnitSchema = z.enum(['minutes', 'hours', 'days', 'weeks', 'months']);

export const parameterSchema = z.discriminatedUnion('kind', [
  z.looseObject({
    ...parameterBase,
    kind: z.literal('duration'),
    beginVariableName: z.string(),
    endVariableName: z.string(),
    defaultValue: z.union([
      z.looseObject({ kind: z.literal('dynamic'), count: z.number().positive(), unit: durationUnitSchema }),
      z.looseObject({ kind: z.enum(['absolute', 'no-selection']) }),
    ]),
  }),
  z.looseObject({
    ...parameterBase,
    kind: z.literal('dataSource'),
    dataSource: z.looseObject({ kind: z.literal('dataSource') }),
    defaultValue: z.looseObject({ kind: z.literal('dataSource'), dataSourceId: idSchema }),
  }),
  z.looseObject({
    ...parameterBase,
    kind: z.enum(['string', 'int', 'long', 'real', 'decimal', 'bool', 'datetime']),
    variableName: z.string(),
    selectionType: z.enum(['scalar', 'array', 'freetext']),
    includeAllOption: z.boolean().optional(),
    allIsNull: z.boolean().optional(),
    dataSource: z
      .discriminatedUnion('kind', [
        z.looseObject({
          kind: z.literal('static'),
          values: z.array(
            z.looseObject({
              value: z.union([z.string(), z.number(), z.boolean()]),
              displayText: z.string().optional(),
            }),
          ),
        }),
        z.looseObject({
          kind: z.literal('query'),
          columns: z.looseObject({ value: z.string(), label: z.string().optional() }),
          queryRef: queryRefSchema,
          autoReset: z.boolean().optional(),
        }),
      ])
      .optional(),
    defaultValue: z.union([
      z.looseObject({ kind: z.enum(['all', 'no-selection', 'query-result']) }),
      z.looseObject({
        kind: z.literal('value'),
        value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
      }),
      z.looseObject({
        kind: z.literal('values'),
        values: z.array(z.union([z.string(), z.number(), z.boolean()])),
      }),
    ]),
  }),
]);
export type DashboardParameter = z.infer<typeof parameterSchema>;

export const dashboardFileSchema = z.looseObject({
  schema_version: z.union([z.string(), z.number()]),
  id: idSchema.optional(),
  title: z.string().max(500).optional(),
  tiles: z.array(tileSchema),
  baseQueries: z
    .array(z.looseObject({ id: idSchema, queryId: idSchema, variableName: z.string() }))
    .default([]),
  queries: z.array(querySchema).default([]),
  parameters: z.array(parameterSchema).default([]),
  dataSources: z.array(
    z.looseObject({
      id: idSchema,
      name: z.string(),
      kind: z.string(),
      clusterUri: z.string(),
      database: z.string(),
    }),
  ),
  pages: z.array(z.looseObject({ id: idSchema, name: z.string() })).min(1),
  [extensionKey]: z
    .object({ description: z.string().max(5_000).default(''), simulated: z.boolean().default(false) })
    .optional(),
});
export type DashboardFile = z.infer<typeof dashboardFileSchema>;
