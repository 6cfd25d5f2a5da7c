import type { Column } from '../../compile/plan/logical.ts';
import type { ScanOperator } from '../../compile/plan/operators/scan.ts';
import type { Cell } from '../cells.ts';
import { cellOfValue, type RowEvaluation, rowEvaluation, valueOfCell } from '../evaluate/evaluate.ts';
import type { Value } from '../evaluate/function-table.ts';

/** What a step holds while it has an active sequence: the last record of each step so far, its own last. */
interface Sequence {
  records: (readonly Value[] | undefined)[];
  matchId: bigint;
  /** The row of output=last that is given when the step's series of matches ends. */
  waiting: Cell[] | null;
}

interface Step {
  output: 'all' | 'last' | 'none';
  condition: RowEvaluation;
  /** The value of each declared column. */
  declared: RowEvaluation[];
  /** New values of columns of the input. */
  replaced: { index: number; value: RowEvaluation }[];
}

/** The state of one pass of scan. A row of evaluation has the input's values, then one for each state reference. */
export class ScanMachine {
  readonly #operator: ScanOperator;
  readonly #input: readonly Column[];
  readonly #steps: Step[];
  readonly #sequences: (Sequence | null)[];
  /** Index in a record of the value of each state reference. */
  readonly #recordIndex: number[];
  readonly #emptyValues: (row: readonly Value[]) => Value[];
  #nextMatchId = 0n;

  constructor(operator: ScanOperator, input: readonly Column[]) {
    this.#operator = operator;
    this.#input = input;
    const names = new Map<string, number>();
    for (const name of [
      ...input.map((column) => column.name),
      ...operator.state.map(({ reference }) => reference),
    ])
      names.set(name, names.size);
    const indexOf = (name: string) => {
      const index = names.get(name);
      if (index === undefined) throw new Error(`scan: no value ${name}`);
      return index;
    };
    const own = input.slice(0, operator.recordColumns);
    const defaults = operator.declared.map((column) => rowEvaluation(column.defaultValue, indexOf));
    this.#steps = operator.steps.map((step) => ({
      output: step.output,
      condition: rowEvaluation(step.condition, indexOf),
      declared: operator.declared.map((column, index) => {
        const assignment = step.assignments.find((candidate) => candidate.column === column.name);
        const otherwise = defaults[index];
        if (otherwise === undefined) throw new Error('scan: no default');
        return assignment === undefined ? otherwise : rowEvaluation(assignment.expression, indexOf);
      }),
      replaced: step.assignments.flatMap(({ column, expression }) => {
        const index = own.findIndex(({ name }) => name === column);
        return index < 0 ? [] : [{ index, value: rowEvaluation(expression, indexOf) }];
      }),
    }));
    this.#sequences = operator.steps.map(() => null);
    const layout = [...own, ...operator.declared].map(({ name }) => name);
    this.#recordIndex = operator.state.map(({ name }) => layout.indexOf(name));
    const empty = own.map((column): Value => (column.type === 'string' ? '' : null));
    this.#emptyValues = (row) => [...empty, ...defaults.map((value) => value(row))];
  }

  /** Matches one row against every step, from the last to the first, and adds what it gives to `output`. */
  accept(cells: readonly Cell[], output: Cell[][]): void {
    const row = cells.map((cell, index) => valueOfCell(cell, this.#input[index]?.type ?? 'string'));
    const empty = this.#emptyValues(row);
    for (let at = this.#steps.length - 1; at >= 0; at--) {
      const own = this.#sequences[at] ?? null;
      const previous = at === 0 ? null : (this.#sequences[at - 1] ?? null);
      if (previous !== null && this.#holds(at, row, previous, empty)) {
        for (const ended of [own, previous]) if (ended?.waiting != null) output.push(ended.waiting);
        this.#sequences[at - 1] = null;
        this.#match(at, row, empty, { ...previous, waiting: null }, output);
      } else if ((own !== null || at === 0) && this.#holds(at, row, own, empty)) {
        const sequence = own ?? { records: [], matchId: this.#nextMatchId++, waiting: null };
        this.#match(at, row, empty, sequence, output);
      }
    }
  }

  /** Gives the rows that still wait for the end of their series. */
  finish(output: Cell[][]): void {
    for (const sequence of this.#sequences) if (sequence?.waiting != null) output.push(sequence.waiting);
  }

  #holds(at: number, row: readonly Value[], state: Sequence | null, empty: readonly Value[]): boolean {
    return this.#steps[at]?.condition(this.#withState(row, state, empty)) === true;
  }

  #match(
    at: number,
    row: readonly Value[],
    empty: readonly Value[],
    state: Sequence,
    output: Cell[][],
  ): void {
    const step = this.#steps[at];
    if (step === undefined) return;
    const seen = this.#withState(row, state, empty);
    const declared = step.declared.map((value) => value(seen));
    const record = [...row.slice(0, this.#operator.recordColumns), ...declared];
    for (const { index, value } of step.replaced) record[index] = value(seen);
    const records = state.records.slice(0, at);
    records[at] = record;
    const sequence: Sequence = { records, matchId: state.matchId, waiting: null };
    this.#sequences[at] = sequence;
    if (step.output === 'none') return;
    const given = this.#outputRow(records[at] ?? [], state.matchId);
    if (step.output === 'last') sequence.waiting = given;
    else output.push(given);
  }

  #withState(row: readonly Value[], state: Sequence | null, empty: readonly Value[]): Value[] {
    const values = [...row];
    for (const [index, { step }] of this.#operator.state.entries()) {
      const record = state?.records[step] ?? empty;
      values.push(record[this.#recordIndex[index] ?? 0] ?? null);
    }
    return values;
  }

  #outputRow(record: readonly Value[], matchId: bigint): Cell[] {
    const types = [...this.#input.slice(0, this.#operator.recordColumns), ...this.#operator.declared];
    const cells = record.map((value, index) => cellOfValue(value, types[index]?.type ?? 'string'));
    return this.#operator.hasMatchId ? [...cells, matchId] : cells;
  }
}
