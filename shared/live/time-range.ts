import { z } from 'zod';

const longestMs = 400 * 24 * 3_600_000;

/** The time range that a viewer chose. Relative ranges end now and move; absolute ones are fixed, end exclusive. */
export const timeSelectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('relative'), durationMs: z.number().int().min(1_000).max(longestMs) }),
  z
    .object({ kind: z.literal('absolute'), startMs: z.number().int(), endMs: z.number().int() })
    .refine((range) => range.endMs > range.startMs, 'The end of a time range must be after its start.'),
]);
export type TimeSelection = z.infer<typeof timeSelectionSchema>;

export interface TimeRange {
  startMs: number;
  endMs: number;
}
