import { type IngestBatch, sourcePartitionOf } from '../batches/ingest-batch.ts';
import type { KustoConnection } from './kusto-connection.ts';

/** Clocks of this machine and of Kusto may differ by so much. */
const clockToleranceMs = 10 * 60_000;

/**
 * The sequence numbers of a batch's rows that are in its table already. Rows that were there before the ingestion
 * began are of an earlier life of the hub, whose sequence numbers were the same.
 */
export async function storedSequences(
  connection: Pick<KustoConnection, 'query'>,
  batch: IngestBatch,
): Promise<ReadonlySet<number>> {
  const { source, partition, range, target } = batch;
  const isDeadLetter = !target.columns.some(({ name }) => name === 'SourcePartition');
  const [condition, sequence] = isDeadLetter
    ? ["strcat(Hub, '/', Partition) == source", 'SequenceNumber']
    : ['SourcePartition == source', 'SourceSequence'];
  const text = `declare query_parameters(source:string, first:long, last:long, since:datetime);
['${target.table}']
| where ${sequence} between (first .. last) and ${condition} and ingestion_time() >= since
| project ${sequence}`;
  const rows = await connection.query(target.database, {
    text,
    parameters: {
      source: sourcePartitionOf(source, partition),
      first: range.from,
      last: range.to,
      since: new Date(batch.beganMs - clockToleranceMs).toISOString(),
    },
  });
  return new Set(rows.map(([value]) => Number(value)));
}
