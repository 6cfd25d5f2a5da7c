import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestEngine } from '../../../golden/engine.ts';

type Row = [string, string, string];

const row: fc.Arbitrary<Row> = fc.tuple(
  fc.constantFrom('a', 'b', 'c'),
  fc.constantFrom('x', 'y'),
  fc.constantFrom('1', '2', '3'),
);
const rows = fc.array(row, { minLength: 1, maxLength: 25 });

let engine: TestEngine;
beforeAll(async () => {
  engine = await TestEngine.open();
});
afterAll(() => engine[Symbol.dispose]());

test('basket gives every frequent pattern to which no value can be added without losing rows', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(0.1, 0.25, 0.5), async (table, threshold) => {
      const { rows: found } = await engine.query(
        `${datatable(table)} | evaluate basket(${threshold}, '~', 3, '*')`,
      );
      const patterns = found.map(([, count, , ...values]) => `${values.join(' ')}: ${count}`);
      expect(patterns.toSorted()).toEqual(closedPatterns(table, threshold).toSorted());
    }),
    { numRuns: 15 },
  );
});

test('the figures of autocluster and diffpatterns are those of the rows', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (table) => {
      const clusters = await engine.query(`${datatable(table)} | evaluate autocluster(0.5, '~', '~', '*')`);
      for (const [, count, percent, ...values] of clusters.rows) {
        expect(count).toBe(table.filter((candidate) => matches(values, candidate)).length);
        expect(percent).toBeCloseTo((100 * Number(count)) / table.length, 1);
      }
      const differences = await engine.query(
        `${datatable(table)} | evaluate diffpatterns(A, 'a', 'b', '~', '~', '~', '*')`,
      );
      const [ofA, ofB] = ['a', 'b'].map((value) => table.filter(([first]) => first === value));
      for (const [, countA, countB, , , , ...values] of differences.rows) {
        const count = (set: Row[] | undefined) =>
          set?.filter((candidate) => matches(['*', ...values], candidate)).length;
        expect([countA, countB]).toEqual([count(ofA), count(ofB)]);
      }
    }),
    { numRuns: 15 },
  );
});

function datatable(table: Row[]): string {
  const cells = table.flat().map((value) => JSON.stringify(value));
  return `datatable(A:string, B:string, C:string)[${cells.join(', ')}]`;
}

function matches(pattern: readonly unknown[], candidate: Row): boolean {
  return pattern.every((value, column) => value === '*' || value === candidate[column]);
}

function closedPatterns(table: Row[], threshold: number): string[] {
  const found = new Set<string>();
  for (const some of table) {
    for (let chosen = 1; chosen < 8; chosen++) {
      const pattern = some.map((value, column) => ((chosen >> column) & 1 ? value : '*'));
      const matching = table.filter((candidate) => matches(pattern, candidate));
      if (matching.length < threshold * table.length - 1e-9) continue;
      const closed = some.map((value, column) =>
        matching.every((candidate) => candidate[column] === value) ? value : '*',
      );
      found.add(`${closed.join(' ')}: ${matching.length}`);
    }
  }
  return [...found];
}
