import { z } from 'zod';
import { severities } from './activation.ts';

const dayS = 86_400;
const secondsSchema = z
  .number()
  .positive()
  .max(7 * dayS);
const propertySchema = z.string().min(1).max(200);

/** Events of a hub, read before they are stored. Names are top-level properties of the event's JSON body. */
const eventStreamSourceSchema = z.strictObject({
  kind: z.literal('event-stream'),
  hub: z.string().min(1).max(256),
  /**
   * The property that identifies the object. Send all events of an object with one partition key: Event Hubs keeps
   * order only within a partition.
   */
  object: propertySchema,
  value: propertySchema,
  /** The property with the event time, an ISO 8601 instant; without it the broker's enqueued time counts. */
  time: propertySchema.optional(),
});

export const numberOperators = [
  'greater-than',
  'greater-than-or-equal',
  'less-than',
  'less-than-or-equal',
  'equal',
  'not-equal',
] as const;
export type NumberOperator = (typeof numberOperators)[number];

/** The value is above, below or at a limit. */
const numberIsSchema = z
  .strictObject({
    kind: z.literal('number-is'),
    operator: z.enum(numberOperators),
    threshold: z.number(),
    /**
     * Hysteresis: an activation ends only when the value is no longer beyond this limit. A value between the two
     * limits changes nothing. Default: the threshold.
     */
    clearThreshold: z.number().optional(),
  })
  .superRefine(({ operator, threshold, clearThreshold }, context) => {
    if (clearThreshold === undefined) return;
    const fits = {
      'greater-than': clearThreshold <= threshold,
      'greater-than-or-equal': clearThreshold <= threshold,
      'less-than': clearThreshold >= threshold,
      'less-than-or-equal': clearThreshold >= threshold,
      equal: false,
      'not-equal': false,
    }[operator];
    if (fits) return;
    const message = operator.startsWith('greater')
      ? `must not be above the threshold ${threshold}`
      : operator.startsWith('less')
        ? `must not be below the threshold ${threshold}`
        : `has no meaning with the operator ${operator}`;
    context.addIssue({ code: 'custom', path: ['clearThreshold'], message });
  });

/** The value is inside or outside a range. */
const numberRangeSchema = z
  .strictObject({
    kind: z.literal('number-range'),
    operator: z.enum(['inside', 'outside']),
    low: z.number(),
    high: z.number(),
    /** Whether the ends belong to the range. */
    includesLow: z.boolean().default(true),
    includesHigh: z.boolean().default(true),
    /** Hysteresis: how far beyond the ends a value must be before an activation ends. */
    clearMargin: z.number().min(0).default(0),
  })
  .refine(({ low, high }) => low < high, { path: ['high'], message: 'must be above low' })
  .refine(
    ({ operator, low, high, clearMargin }) =>
      operator === 'inside' || clearMargin === 0 || 2 * clearMargin < high - low,
    {
      path: ['clearMargin'],
      message: 'must leave something of the range, or nothing would ever be clear',
    },
  );

export const conditionSchema = z.discriminatedUnion('kind', [numberIsSchema, numberRangeSchema]);
export type Condition = z.infer<typeof conditionSchema>;

/** How long or often the condition must be true before the rule is activated. */
const occurrenceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('at-once') }),
  z.strictObject({ kind: z.literal('stays'), seconds: secondsSchema }),
  /** It was true in so many observations, not necessarily on end; counting begins anew with each activation. */
  z.strictObject({
    kind: z.literal('times'),
    count: z.number().int().min(2).max(100),
    withinSeconds: secondsSchema,
  }),
]);

/**
 * What an object's silence does. `keep`: its state stays and is marked as stale. `nodata`: the same, shown as no data.
 * `fire`: the rule is activated. `resolve`: an activation ends; only with this policy does silence ever end one.
 */
export const missingPolicies = ['keep', 'nodata', 'fire', 'resolve'] as const;
export type MissingPolicy = (typeof missingPolicies)[number];

const missingSchema = z.strictObject({
  afterSeconds: secondsSchema,
  policy: z.enum(missingPolicies).default('keep'),
});

/** A rule definition file, `kql/rules/<id>.json`; its id is the name of the file. */
export const ruleFileSchema = z.strictObject({
  title: z.string().min(1).max(200),
  description: z.string().max(5_000).default(''),
  severity: z.enum(severities),
  /** A stopped rule resolves what is open and reads nothing. */
  enabled: z.boolean().default(true),
  /** The events come from a simulation; said wherever an activation is shown or delivered. */
  simulated: z.boolean().default(false),
  /** Names the value in messages, e.g. `Temperature` with unit `°C`. */
  valueName: z.string().min(1).max(100).default('Value'),
  unit: z.string().max(20).default(''),
  source: z.discriminatedUnion('kind', [eventStreamSourceSchema]),
  condition: conditionSchema,
  occurrence: occurrenceSchema.default({ kind: 'at-once' }),
  /** How long the condition must be clear before an activation is resolved. */
  keepFiringSeconds: z.number().min(0).max(dayS).default(0),
  missing: missingSchema.optional(),
  /** How far event time is held back, so that events which are out of order by less are in time for timers. */
  latenessSeconds: z.number().min(0).max(3_600).default(0),
  /** Whether an object is activated that already meets the condition when it is first seen. */
  fireIfAlreadyTrue: z.boolean().default(true),
  /** An object that never fired is forgotten when it has been silent for so long. */
  forgetAfterSeconds: z
    .number()
    .positive()
    .max(90 * dayS)
    .default(7 * dayS),
  maximumObjects: z.number().int().positive().max(1_000_000).default(100_000),
});
export type RuleFile = z.infer<typeof ruleFileSchema>;

/** A rule as it runs. `version` grows with each change of what the rule means, not with its title or severity. */
export interface Rule extends RuleFile {
  id: string;
  version: number;
}
