import { activeUsersCount } from './activity/active-users-count.ts';
import { activityCountsMetrics } from './activity/activity-counts-metrics.ts';
import { activityEngagement } from './activity/activity-engagement.ts';
import { activityMetrics } from './activity/activity-metrics.ts';
import { newActivityMetrics } from './activity/new-activity-metrics.ts';
import { rollingPercentile } from './activity/rolling-percentile.ts';
import { sessionCount } from './activity/session-count.ts';
import { slidingWindowCounts } from './activity/sliding-window-counts.ts';
import { bagUnpack } from './bag-unpack.ts';
import { dcountIntersect } from './dcount-intersect.ts';
import { geoLineLookup, geoPolygonLookup } from './geo-lookup.ts';
import { ipv4Lookup, ipv6Lookup } from './ip-lookup.ts';
import { autocluster } from './patterns/autocluster.ts';
import { basket } from './patterns/basket.ts';
import { diffpatterns } from './patterns/diffpatterns.ts';
import { diffpatternsText } from './patterns/diffpatterns-text.ts';
import { narrow, pivot } from './pivot.ts';
import type { Plugin } from './plugin.ts';
import { rowsNear } from './rows-near.ts';
import { schemaMerge } from './schema-merge.ts';
import { funnelSequence } from './sequences/funnel-sequence.ts';
import { funnelSequenceCompletion } from './sequences/funnel-sequence-completion.ts';
import { sequenceDetect } from './sequences/sequence-detect.ts';
import { estimateRowsCount, identity, preview } from './whole-input.ts';

/** Plugins by name; one file each. */
export const plugins: ReadonlyMap<string, Plugin> = new Map([
  ['active_users_count', activeUsersCount],
  ['activity_counts_metrics', activityCountsMetrics],
  ['activity_engagement', activityEngagement],
  ['activity_metrics', activityMetrics],
  ['autocluster', autocluster],
  ['bag_unpack', bagUnpack],
  ['basket', basket],
  ['dcount_intersect', dcountIntersect],
  ['diffpatterns', diffpatterns],
  ['diffpatterns_text', diffpatternsText],
  ['estimate_rows_count', estimateRowsCount],
  ['geo_line_lookup', geoLineLookup],
  ['geo_polygon_lookup', geoPolygonLookup],
  ['funnel_sequence', funnelSequence],
  ['funnel_sequence_completion', funnelSequenceCompletion],
  ['identity', identity],
  ['ipv4_lookup', ipv4Lookup],
  ['ipv6_lookup', ipv6Lookup],
  ['narrow', narrow],
  ['new_activity_metrics', newActivityMetrics],
  ['pivot', pivot],
  ['preview', preview],
  ['rolling_percentile', rollingPercentile],
  ['rows_near', rowsNear],
  ['schema_merge', schemaMerge],
  ['sequence_detect', sequenceDetect],
  ['session_count', sessionCount],
  ['sliding_window_counts', slidingWindowCounts],
]);
