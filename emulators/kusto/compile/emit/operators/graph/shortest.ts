import type { Emitter } from '../../emitter.ts';
import type { Relation } from '../../relation.ts';
import { reference } from './columns.ts';
import { inputAt, type StepShape } from './step-shape.ts';

/** The matches with the fewest edges between their first and last node; `any` keeps one of them. */
export function emitShortest({ step, inputs }: StepShape<'shortest'>, emitter: Emitter): Relation {
  const matches = inputAt(inputs, 0);
  const pair = [step.first, step.last].map((name) => reference(matches, name)).join(', ');
  const length = step.lengths.map((name) => reference(matches, name)).join(' + ');
  const rank = step.output === 'all' ? 'rank' : 'row_number';
  const lists = matches.columns.filter((column) => column.name.startsWith('$m.e'));
  const ties = step.output === 'all' ? [] : lists.map((column) => reference(matches, column.name));
  const source = emitter.add(
    `SELECT * FROM ${matches.source} QUALIFY ${rank}() OVER (PARTITION BY ${pair} ORDER BY ${[length, ...ties].join(', ')}) = 1`,
  );
  return { ...matches, source };
}
