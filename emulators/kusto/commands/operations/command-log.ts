import type { QueryInfo } from '../../queries/running-queries.ts';

/** One management command that was run. */
export interface CommandRecord extends QueryInfo {
  operationId: string;
  kind: string;
  access: 'read' | 'write';
  endedOn: Date;
  state: 'Completed' | 'Failed';
  failureReason: string;
}

const keptRecords = 1000;
const keptTextLength = 8 * 1024;

/** The last commands, oldest first; the oldest are dropped. */
export class CommandLog {
  readonly #records: CommandRecord[] = [];

  list(): readonly CommandRecord[] {
    return this.#records;
  }

  /** Runs a command and notes how it ended. */
  async track<T>(
    command: { kind: string; access: 'read' | 'write' },
    info: QueryInfo & { operationId: string },
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      const result = await work();
      this.#add(command, info, '');
      return result;
    } catch (error) {
      this.#add(command, info, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  #add(
    { kind, access }: { kind: string; access: 'read' | 'write' },
    info: QueryInfo & { operationId: string },
    failureReason: string,
  ): void {
    this.#records.push({
      ...info,
      text: info.text.slice(0, keptTextLength),
      kind,
      access,
      endedOn: new Date(),
      state: failureReason === '' ? 'Completed' : 'Failed',
      failureReason,
    });
    if (this.#records.length > keptRecords) this.#records.shift();
  }
}
