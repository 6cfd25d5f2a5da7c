import { expect, test } from 'vitest';
import { buildCatalogState } from './catalog-state.ts';
import type { DatabaseEntity, Policies, TableEntity } from './entities.ts';
import { planRetention } from './plan-retention.ts';

const database: DatabaseEntity = {
  kind: 'database',
  name: 'D',
  prettyName: '',
  id: '',
  mappings: [],
  policies: {},
};

function table(name: string, policies: Policies): TableEntity {
  return {
    kind: 'table',
    database: 'D',
    name,
    id: '',
    columns: [],
    storedOrder: [],
    folder: '',
    docString: '',
    createdOn: '',
    mappings: [],
    policies,
  };
}

const tenDays = { retention: '{"SoftDeletePeriod":"10.00:00:00"}' };
const day = 864_000_000_000n;

test('rows are expired when the period of their table is over', () => {
  const state = buildCatalogState([database, table('Kept', {}), table('Cut', tenDays)], 1);
  const [expired, ...others] = planRetention(state, 100n * day);
  expect(others).toEqual([]);
  expect(expired?.table).toBe('Cut');
  expect(expired?.sql).toContain(`< ${90n * day}`);
});

test('the policy of the database holds where the table has none', () => {
  const owned = { retention: '{"SoftDeletePeriod":"1.00:00:00"}' };
  const state = buildCatalogState([{ ...database, policies: tenDays }, table('A', {}), table('B', owned)], 1);
  expect(planRetention(state, 100n * day).map(({ sql }) => sql.split('< ')[1])).toEqual([
    String(90n * day),
    String(99n * day),
  ]);
});

test('a policy without a period keeps everything', () => {
  const state = buildCatalogState(
    [database, table('A', { retention: 'null' }), table('B', { retention: '{}' })],
    1,
  );
  expect(planRetention(state, 100n * day)).toEqual([]);
});
