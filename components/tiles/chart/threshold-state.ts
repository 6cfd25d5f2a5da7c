import type { TileExtension } from '#shared/dashboards/dashboard-file.ts';
import type { StateColorName } from '../../ui/tokens.ts';

/** The state of a value: that of the highest limit it reaches; null without limits or value. */
export function thresholdState(
  value: number,
  thresholds: TileExtension['thresholds'],
): StateColorName | null {
  if (!thresholds || Number.isNaN(value)) return null;
  let reached: { from: number; state: StateColorName } | null = null;
  for (const threshold of thresholds)
    if (value >= threshold.from && (reached === null || threshold.from >= reached.from)) reached = threshold;
  return reached?.state ?? null;
}
