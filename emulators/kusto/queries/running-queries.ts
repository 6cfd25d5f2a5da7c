import { KustoError } from '../types/kusto-error.ts';

export interface QueryInfo {
  clientRequestId: string;
  activityId: string;
  text: string;
  database: string;
  application: string;
  user: string;
  startedOn: Date;
}

export interface QueryRecord extends QueryInfo {
  state: 'InProgress' | 'Completed' | 'Failed' | 'Cancelled';
  lastUpdatedOn: Date;
  failureReason: string;
  rowCount: number;
}

const keptRecords = 1000;
/** Kusto cuts the text in `.show queries` at 64 KB; less is kept here. */
const keptTextLength = 8 * 1024;

interface Running {
  record: QueryRecord;
  controller: AbortController;
}

/** The queries that run, so that they can be shown and cancelled, and the last ones that ended. */
export class RunningQueries {
  readonly #running = new Set<Running>();
  readonly #ended: QueryRecord[] = [];

  /** Runs `work` as a query that can be cancelled; the signal is also aborted by `outer`. */
  async track<T extends { rowCount: number }>(
    info: QueryInfo,
    outer: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const text = info.text.slice(0, keptTextLength);
    const record: QueryRecord = {
      ...info,
      text,
      state: 'InProgress',
      lastUpdatedOn: info.startedOn,
      failureReason: '',
      rowCount: 0,
    };
    const running = { record, controller: new AbortController() };
    this.#running.add(running);
    try {
      const result = await work(AbortSignal.any([outer, running.controller.signal]));
      this.#end(running, { state: 'Completed', failureReason: '', rowCount: result.rowCount });
      return result;
    } catch (error) {
      const state = error instanceof KustoError && error.code === 'RequestCanceled' ? 'Cancelled' : 'Failed';
      const failureReason = error instanceof Error ? error.message : String(error);
      this.#end(running, { state, failureReason, rowCount: 0 });
      throw error;
    }
  }

  /** Cancels the queries of this client request id; false when none runs. */
  cancel(clientRequestId: string, reason: string): boolean {
    const matches = [...this.#running].filter(({ record }) => record.clientRequestId === clientRequestId);
    const why = reason === '' ? '' : ` Reason: ${reason}`;
    for (const { controller } of matches) {
      controller.abort(
        new KustoError('RequestCanceled', `Query was canceled by a .cancel query command.${why}`),
      );
    }
    return matches.length > 0;
  }

  /** Ends the query that has run longest with this error; false when none runs that is not ending already. */
  endLongest(reason: KustoError): boolean {
    const [longest] = [...this.#running].filter(({ controller }) => !controller.signal.aborted);
    longest?.controller.abort(reason);
    return longest !== undefined;
  }

  running(): QueryRecord[] {
    return [...this.#running].map(({ record }) => record);
  }

  /** The queries that ended, oldest first. */
  ended(): readonly QueryRecord[] {
    return this.#ended;
  }

  #end(running: Running, outcome: Pick<QueryRecord, 'state' | 'failureReason' | 'rowCount'>): void {
    this.#running.delete(running);
    this.#ended.push({ ...running.record, ...outcome, lastUpdatedOn: new Date() });
    if (this.#ended.length > keptRecords) this.#ended.shift();
  }
}
