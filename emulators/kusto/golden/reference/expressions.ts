import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TestEngine } from '../engine.ts';
import { datetime, type Table, tableOf, tableText, timespan, type Value } from './kinds.ts';
import { terms } from './predicates.ts';
import { columns, type TermType } from './terms.ts';

const tables = tableOf(columns, 5).filter(({ rows }) => rows.length > 0);

function records({ rows }: Table): Record<string, Value>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
}

const answers: Record<TermType, (value: Value) => unknown> = {
  long: (value) => value,
  real: unsigned,
  bool: (value) => value,
  string: (value) => value,
  datetime: datetime.answer,
  timespan: timespan.answer,
};

/** Zero without its sign, which no text of a real shows. */
function unsigned(value: unknown): unknown {
  return value === 0 ? 0 : value;
}

/** Tests of the engine against the evaluations above. */
export function expressionProperties(engine: () => TestEngine): void {
  test('an expression of any type has the value, and the null, of its plain evaluation', async () => {
    const types = fc.constantFrom<TermType>('long', 'real', 'datetime', 'timespan', 'bool');
    await fc.assert(
      fc.asyncProperty(
        tables,
        types.chain((type) => terms[type]),
        async (table, expression) => {
          const answer = await engine().query(`${tableText(table)} | project x = ${expression.text}`);
          expect(answer.columns[0]?.type.replace('int', 'long')).toBe(expression.type);
          expect(answer.rows.flat().map(unsigned)).toEqual(
            records(table).map((row) => answers[expression.type](expression.value(row))),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
  test('where keeps the rows for which a condition is true, not those for which it is null', async () => {
    await fc.assert(
      fc.asyncProperty(tables, terms.bool, async (table, condition) => {
        const answer = await engine().query(`${tableText(table)} | where ${condition.text} | project id`);
        const expected = records(table).flatMap((row, id) => (condition.value(row) === true ? [id] : []));
        expect(answer.rows.flat()).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
  test('countif and sumif count the rows that where would keep', async () => {
    await fc.assert(
      fc.asyncProperty(tables, terms.bool, async (table, condition) => {
        const answer = await engine().query(
          `${tableText(table)} | summarize countif(${condition.text}), sumif(l, ${condition.text})`,
        );
        const kept = records(table).filter((row) => condition.value(row) === true);
        expect(answer.rows).toEqual([
          [kept.length, kept.reduce((sum, row) => sum + Number(row['l'] ?? 0), 0)],
        ]);
      }),
      { numRuns: 15 },
    );
  });
}
