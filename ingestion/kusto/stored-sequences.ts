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
    ? ["strcat(Hub, '/', Partition) == _source", 'SequenceNumber']
    : ['SourcePartition == _source', 'SourceSequence'];
  const text = `declare query_parameters(_source:string, _from:long, _to:long, _since:datetime);
['${target.table}']
| where ${sequence} between (_from .. _to) and ${condition} and ingestion_time() >= _since
| project ${sequence}`;
  const rows = await connection.query(target.database, {
    text,
    parameters: {
      _source: sourcePartitionOf(source, partition),
      _from: range.from,
      _to: range.to,
      _since: new Date(batch.beganMs - clockToleranceMs).toISOString(),
    },
  });
  return new Set(rows.map(([value]) => Number(value)));
}
