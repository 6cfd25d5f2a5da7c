import type { Segment } from './segment.ts';

/** How long and how much a partition keeps; whichever is reached first. */
export interface Retention {
  maxAgeMs: number;
  maxBytes: number;
}

/**
 * Number of segments at the start of `segments` that are past retention. The last one, which is written to, always
 * stays; so does a segment that holds one event younger than `maxAgeMs`.
 */
export function countExpired(segments: readonly Segment[], retention: Retention, nowMs: number): number {
  let totalBytes = segments.reduce((sum, segment) => sum + segment.committedBytes, 0);
  let expired = 0;
  for (let i = 0; i < segments.length - 1; i++) {
    const [segment, next] = [segments[i], segments[i + 1]];
    if (!segment || !next) break;
    const isOld = next.precedingTimeMs < nowMs - retention.maxAgeMs;
    if (!isOld && totalBytes <= retention.maxBytes) break;
    totalBytes -= segment.committedBytes;
    expired++;
  }
  return expired;
}
