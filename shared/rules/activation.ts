import { z } from 'zod';

export const severities = ['critical', 'high', 'medium', 'low'] as const;

/** States of one rule for one object (alert-rules: OK is `ok`). */
export const instanceStates = ['ok', 'pending', 'firing', 'recovering', 'nodata'] as const;
export type InstanceState = (typeof instanceStates)[number];

/**
 * A rule was activated for an object, or an activation ended: the fact that is stored, shown and delivered.
 * The id is deterministic, `ruleId:ruleVersion:objectKey:episode:kind`, so that a repeated evaluation is recognised.
 */
export const activationSchema = z.object({
  id: z.string(),
  ruleId: z.string(),
  ruleVersion: z.number().int().positive(),
  ruleTitle: z.string(),
  objectKey: z.string(),
  /** Counts the firings of this rule for this object, from 1. */
  episode: z.number().int().positive(),
  kind: z.enum(['fired', 'resolved']),
  severity: z.enum(severities),
  /** Event time at which the condition began (fired) or ended (resolved) to hold. */
  occurredMs: z.number(),
  /** Event time at which that was decided, e.g. after it had held for 10 s. */
  decidedMs: z.number(),
  /** Clock time at which the engine stored it. */
  detectedMs: z.number(),
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  /** One sentence: what was seen, of what, against which limit, for how long. */
  reason: z.string(),
  /** For resolved: why. */
  cause: z.enum(['cleared', 'manual', 'missing', 'rule_changed', 'rule_stopped']).nullable(),
  /** The events come from a simulation; said wherever the activation is shown or delivered. */
  simulated: z.boolean(),
});
export type Activation = z.infer<typeof activationSchema>;

export const deliveryStateSchema = z.object({
  destination: z.string(),
  activationId: z.string(),
  state: z.enum(['queued', 'delivered', 'retrying', 'failed']),
  attempts: z.number().int().nonnegative(),
  lastError: z.string().nullable(),
  atMs: z.number(),
});
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

/** One firing of a rule for an object from `fired` to `resolved`, as the inbox shows it. */
export const episodeSchema = z.object({
  id: z.string(),
  ruleId: z.string(),
  ruleTitle: z.string(),
  objectKey: z.string(),
  severity: z.enum(severities),
  state: z.enum(['firing', 'recovering', 'nodata', 'resolved']),
  /** No observation for longer than expected while open: the state is the last known one, not a measured one. */
  stale: z.boolean(),
  fired: activationSchema,
  resolved: activationSchema.nullable(),
  /** The newest observation of the object, for open episodes. */
  lastValue: z.number().nullable(),
  lastValueMs: z.number().nullable(),
  deliveries: z.array(deliveryStateSchema),
  /** Grows with every change of this episode, so that a late message does not overwrite a newer one. */
  version: z.number().int().nonnegative(),
});
export type Episode = z.infer<typeof episodeSchema>;
