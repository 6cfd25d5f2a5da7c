import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TestEngine } from '../engine.ts';
import {
  asText,
  bool,
  datetime,
  decimal,
  guid,
  int,
  type Kind,
  long,
  real,
  sameKey,
  string,
  type Table,
  tableOf,
  tableText,
  timespan,
  type Value,
} from './kinds.ts';

const keyKind = fc.constantFrom(long, int, decimal, real, string, datetime, timespan, guid, bool);

interface Sides {
  keys: Kind[];
  left: Table;
  right: Table;
}

/** Two tables with the same key columns k0 and k1, and one value each. */
const sides: fc.Arbitrary<Sides> = fc.array(keyKind, { minLength: 1, maxLength: 2 }).chain((keys) => {
  const columns = keys.map((kind, index) => ({ name: `k${index}`, kind }));
  return fc.record({
    keys: fc.constant(keys),
    left: tableOf([...columns, { name: 'a', kind: string }], 6),
    right: tableOf([...columns, { name: 'b', kind: long }], 6),
  });
});

interface Numbered {
  id: number;
  row: Value[];
}

const numbered = (table: Table): Numbered[] => table.rows.map((row, id) => ({ id, row }));

function matches(keys: Kind[], a: Value[], b: Value[]): boolean {
  return keys.every((_, index) => sameKey(a[index], b[index]));
}

/** A row as the answer has it, its number first; a row that is missing is null, or '' in columns of text. */
function cells({ columns }: Table, numberedRow: Numbered | null): unknown[] {
  if (numberedRow === null) return [null, ...columns.map(({ kind }) => (kind.type === 'string' ? '' : null))];
  return [numberedRow.id, ...numberedRow.row.map((value, index) => columns[index]?.kind.answer(value))];
}

type Pair = [left: Numbered | null, right: Numbered | null];

function pairs({ keys, left, right }: Sides, keepsLeft: boolean, keepsRight: boolean): Pair[] {
  const inner = numbered(left).flatMap((a) =>
    numbered(right)
      .filter((b) => matches(keys, a.row, b.row))
      .map((b): Pair => [a, b]),
  );
  const lonelyLeft = numbered(left)
    .filter((a) => !inner.some(([other]) => other?.id === a.id))
    .map((a): Pair => [a, null]);
  const lonelyRight = numbered(right)
    .filter((b) => !inner.some(([, other]) => other?.id === b.id))
    .map((b): Pair => [null, b]);
  return [...inner, ...(keepsLeft ? lonelyLeft : []), ...(keepsRight ? lonelyRight : [])];
}

function joined(
  engine: TestEngine,
  { keys, left, right }: Sides,
  kind: string,
): Promise<{ columns: { name: string }[]; rows: unknown[][] }> {
  const on = keys.map((_, index) => `k${index}`).join(', ');
  return engine.query(`${tableText(left)} | join kind=${kind} (${tableText(right)}) on ${on}`);
}

const twoSided: Record<string, [keepsLeft: boolean, keepsRight: boolean]> = {
  inner: [false, false],
  leftouter: [true, false],
  rightouter: [false, true],
  fullouter: [true, true],
};

/** Tests of the engine against the evaluations above. */
export function joinProperties(engine: () => TestEngine): void {
  test('inner and outer joins pair rows of equal keys, null among them, and pad the others', async () => {
    await fc.assert(
      fc.asyncProperty(sides, fc.constantFrom(...Object.keys(twoSided)), async (tables, kind) => {
        const [keepsLeft, keepsRight] = twoSided[kind] ?? [false, false];
        const expected = pairs(tables, keepsLeft, keepsRight).map(([a, b]) => [
          ...cells(tables.left, a),
          ...cells(tables.right, b),
        ]);
        const answer = await joined(engine(), tables, kind);
        const names = tables.keys.map((_, index) => `k${index}`);
        expect(answer.columns.map(({ name }) => name)).toEqual([
          'id',
          ...names,
          'a',
          'id1',
          ...names.map((name) => `${name}1`),
          'b',
        ]);
        expect(asText(answer.rows)).toEqual(asText(expected));
      }),
      { numRuns: 20 },
    );
  });
  test('semi and anti joins keep the rows of one side that have a partner, or none', async () => {
    const kinds = ['leftsemi', 'rightsemi', 'leftanti', 'rightanti', 'anti', 'leftantisemi', 'rightantisemi'];
    await fc.assert(
      fc.asyncProperty(sides, fc.constantFrom(...kinds), async (tables, kind) => {
        const isRight = kind.startsWith('right');
        const [kept, other] = isRight ? [tables.right, tables.left] : [tables.left, tables.right];
        const hasPartner = ({ row }: Numbered) =>
          other.rows.some((candidate) => matches(tables.keys, row, candidate));
        const expected = numbered(kept).filter((row) => hasPartner(row) !== kind.includes('anti'));
        expect(asText((await joined(engine(), tables, kind)).rows)).toEqual(
          asText(expected.map((row) => cells(kept, row))),
        );
      }),
      { numRuns: 15 },
    );
  });
  test('the default join takes one row of the left side for each key', async () => {
    await fc.assert(
      fc.asyncProperty(sides, async (tables) => {
        const { rows } = await joined(engine(), tables, 'innerunique');
        const all = pairs(tables, false, false);
        const chosen = new Set(rows.map(([id]) => id));
        const expected = all
          .filter(([a]) => chosen.has(a?.id))
          .map(([a, b]) => [...cells(tables.left, a), ...cells(tables.right, b)]);
        expect(asText(rows)).toEqual(asText(expected));
        const keys = new Set(all.map(([a]) => JSON.stringify(a?.row.slice(0, tables.keys.length))));
        expect(chosen.size).toBe(keys.size);
      }),
      { numRuns: 20 },
    );
  });
  test('lookup adds the columns of the other side without its keys', async () => {
    await fc.assert(
      fc.asyncProperty(sides, fc.constantFrom('leftouter', 'inner'), async (tables, kind) => {
        const on = tables.keys.map((_, index) => `k${index}`).join(', ');
        const answer = await engine().query(
          `${tableText(tables.left)} | lookup kind=${kind} (${tableText(tables.right, 'r')}) on ${on}`,
        );
        const right = (row: Numbered | null) => {
          const all = cells(tables.right, row);
          return [all[0], ...all.slice(1 + tables.keys.length)];
        };
        const expected = pairs(tables, kind === 'leftouter', false).map(([a, b]) => [
          ...cells(tables.left, a),
          ...right(b),
        ]);
        expect(asText(answer.rows)).toEqual(asText(expected));
      }),
      { numRuns: 20 },
    );
  });
  test('in and !in over a table decide like a chain of equalities', async () => {
    const kind = fc.constantFrom(long, string, datetime, guid);
    const tables = kind.chain((one) =>
      fc.record({
        left: tableOf([{ name: 'x', kind: one }], 6),
        right: tableOf([{ name: 'y', kind: one }], 4),
      }),
    );
    await fc.assert(
      fc.asyncProperty(tables, async ({ left, right }) => {
        const answer = await engine().query(
          `let R = ${tableText(right)} | project y; ${tableText(left)} | project id, i = x in (R), n = x !in (R) | sort by id asc | project i, n`,
        );
        const expected = left.rows.map(([value]) => {
          const isThere = value !== null && right.rows.some(([other]) => other === value);
          const isUnknown = value === null && right.rows.some(([other]) => other === null);
          return isUnknown ? [null, null] : [isThere, !isThere];
        });
        expect(answer.rows).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });
}
