/** A record that cannot be read at all; the whole ingestion fails, as in Kusto. */
export class MalformedRecordError extends Error {
  override readonly name = 'MalformedRecordError';
  /** The record's number, counted from 1. */
  readonly record: number;
  readonly reason: string;

  constructor(record: number, reason: string) {
    super(`record ${record}: ${reason}`);
    this.record = record;
    this.reason = reason;
  }
}
