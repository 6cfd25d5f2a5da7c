import type { Instance } from '../rules/instance.ts';
import type { PartitionClock } from '../rules/partition-clock.ts';
import type * as evaluator from '../rules/rule-evaluator.ts';
import type { StoredInstance, StoredPartition } from '../store/rule-state.ts';

/** Rows of the store from and to what the evaluator works with. */

export function instanceRow(
  ruleId: string,
  { objectKey, partition, instance }: evaluator.StoredInstance,
): StoredInstance {
  return { ruleId, objectKey, partition, ...instance };
}

export function instanceOf({ objectKey, partition, ...row }: StoredInstance): evaluator.StoredInstance {
  const { ruleId: _, ...instance } = row;
  return { objectKey, partition, instance: instance satisfies Instance };
}

export function partitionRow(ruleId: string, partition: string, clock: PartitionClock): StoredPartition {
  const { logId, sequence, enqueuedMs, watermarkMs, setTo } = clock;
  return {
    ruleId,
    partition,
    logId,
    sequence,
    enqueuedMs,
    watermarkMs,
    setToWatermarkMs: setTo?.watermarkMs ?? null,
    setToEnqueuedMs: setTo?.enqueuedMs ?? null,
  };
}

export function clockOf(row: StoredPartition): [string, PartitionClock] {
  const { partition, logId, sequence, enqueuedMs, watermarkMs, setToWatermarkMs, setToEnqueuedMs } = row;
  const setTo =
    setToWatermarkMs === null || setToEnqueuedMs === null
      ? null
      : { watermarkMs: setToWatermarkMs, enqueuedMs: setToEnqueuedMs };
  return [partition, { logId, sequence, enqueuedMs, watermarkMs, setTo }];
}
