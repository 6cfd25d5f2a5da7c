import type { RowSessionsOperator } from '../../compile/plan/row-sessions.ts';
import type { ColumnSchema } from '../../types/schema.ts';
import type { Cell } from '../cells.ts';
import type { OneInputRun } from './operator.ts';

/** Rows between two pauses. */
const turnRows = 1_000;

/** Adds the start of each row's session: one pass in order, holding one session for each call. */
export const runRowSessions: OneInputRun<RowSessionsOperator> = async function* (operator, input, context) {
  const sessions = operator.sessions.map((session) => new Session(session, input.columns));
  for await (const batch of input.batches) {
    const output: Cell[][] = [];
    for (const [index, row] of batch.entries()) {
      output.push([...row, ...sessions.map((session) => session.startOf(row))]);
      if (index % turnRows === turnRows - 1) await context.pause();
    }
    yield output;
  }
};

/** row-window-session-function.md: a session ends with its length, with a pause, with a null, or where it is told to. */
class Session {
  readonly #at: { value: number; fromFirst: number; betweenNeighbors: number; restart: number };
  #start: bigint | null = null;
  #last: bigint | null = null;

  constructor(names: RowSessionsOperator['sessions'][number], columns: readonly ColumnSchema[]) {
    const indexOf = (name: string) => columns.findIndex((column) => column.name === name);
    this.#at = {
      value: indexOf(names.value),
      fromFirst: indexOf(names.fromFirst),
      betweenNeighbors: indexOf(names.betweenNeighbors),
      restart: indexOf(names.restart),
    };
  }

  startOf(row: readonly Cell[]): bigint | null {
    const value = ticks(row[this.#at.value]);
    if (value === null || this.#isNew(value, row)) this.#start = value;
    this.#last = value;
    return this.#start;
  }

  #isNew(value: bigint, row: readonly Cell[]): boolean {
    if (this.#start === null || this.#last === null || row[this.#at.restart] === true) return true;
    const [longest, pause] = [ticks(row[this.#at.fromFirst]), ticks(row[this.#at.betweenNeighbors])];
    return (
      (longest !== null && value >= this.#start + longest) || (pause !== null && value >= this.#last + pause)
    );
  }
}

function ticks(cell: Cell | undefined): bigint | null {
  return cell === null || cell === undefined ? null : BigInt(cell);
}
