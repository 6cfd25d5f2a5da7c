import { type CatalogState, notFound, requireDatabase, requireTable } from '../../catalog/catalog-state.ts';
import type {
  ClusterEntity,
  DatabaseEntity,
  MaterializedViewEntity,
  TableEntity,
} from '../../catalog/entities.ts';
import type { CellValue } from '../../encode/cells.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { sharedSchemas } from '../result-columns.ts';
import { checkUpdatePolicies } from './check-update-policies.ts';
import { mergePolicies, type PolicyKind, policyKinds, readPolicyValue } from './policy-values.ts';

type Owner = ClusterEntity | DatabaseEntity | TableEntity | MaterializedViewEntity;

const scopes = [
  { words: 'table {table}', kind: 'Table' },
  { words: 'database {database}', kind: 'Database' },
  { words: 'materialized-view {view}', kind: 'MaterializedView' },
  { words: 'cluster', kind: 'Cluster' },
] as const;

/** `.show`, `.alter`, `.alter-merge` and `.delete` of every policy of every kind of entity. */
export const policyCommands: readonly CommandDefinition[] = policyKinds.flatMap((policy) => {
  const suffix = `Policy${policy.name.replace(/Policy$/, '')}`;
  return [
    ...scopes.flatMap(({ words, kind }) => commandsOf(policy, words, `${kind}${suffix}`)),
    {
      kind: `ShowTableStar${suffix}`,
      syntax: `show table * policy ${policy.word} .`,
      access: 'read' as const,
      columns: sharedSchemas.policy,
      run: (call: CommandCall) => {
        const { tables } = requireDatabase(call.engine.catalog.state, call.database);
        return [...tables.values()].map((table) => policyRow(policy, table, call.engine.catalog.state));
      },
    },
    {
      kind: `AlterTables${suffix}`,
      syntax: `alter tables {tables*} policy ${policy.word}`,
      access: 'write' as const,
      columns: sharedSchemas.policy,
      run: (call: CommandCall) => alterTables(call, policy),
    },
  ];
});

function commandsOf(policy: PolicyKind, words: string, kind: string): CommandDefinition[] {
  const columns = sharedSchemas.policy;
  return [
    {
      kind: `Show${kind}`,
      syntax: `show ${words} policy ${policy.word} .`,
      access: 'read',
      columns,
      run: (call) => [policyRow(policy, ownerOf(call.engine.catalog.state, call), call.engine.catalog.state)],
    },
    {
      kind: `Alter${kind}`,
      syntax: `alter ${words} policy ${policy.word}`,
      access: 'write',
      columns,
      run: (call) => alterOne(call, policy, (_, value) => value),
    },
    {
      kind: `AlterMerge${kind}`,
      syntax: `alter-merge ${words} policy ${policy.word}`,
      access: 'write',
      columns,
      run: (call) => alterOne(call, policy, mergePolicies),
    },
    {
      kind: `Delete${kind}`,
      syntax: `delete ${words} policy ${policy.word} .`,
      access: 'write',
      columns,
      run: (call) => storePolicy(call, policy, () => undefined),
    },
  ];
}

async function alterOne(
  call: CommandCall,
  policy: PolicyKind,
  combine: (stored: unknown, given: unknown) => unknown,
): Promise<CommandRows> {
  const value = readPolicyValue(policy, call.reader);
  call.reader.properties();
  call.reader.expectEnd();
  return await storePolicy(call, policy, (stored) => JSON.stringify(combine(stored, value)));
}

async function alterTables(call: CommandCall, policy: PolicyKind): Promise<CommandRows> {
  const json = JSON.stringify(readPolicyValue(policy, call.reader));
  call.reader.expectEnd();
  const find = (state: CatalogState) => {
    const database = requireDatabase(state, call.database);
    return call.names('tables').map((name) => requireTable(database, name));
  };
  const state = await call.engine.catalog.change((current) => ({
    put: find(current).map((table) => withPolicy(call, policy, table, current, json)),
  }));
  return find(state).map((table) => policyRow(policy, table, state));
}

async function storePolicy(
  call: CommandCall,
  policy: PolicyKind,
  nextValue: (stored: unknown) => string | undefined,
): Promise<CommandRows> {
  const state = await call.engine.catalog.change((current) => {
    const owner = ownerOf(current, call);
    const { [policy.word]: stored, ...others } = owner.policies;
    const value = nextValue(stored === undefined ? undefined : JSON.parse(stored));
    if (value === undefined) return { put: [{ ...owner, policies: others }] };
    return { put: [withPolicy(call, policy, owner, current, value)] };
  });
  return [policyRow(policy, ownerOf(state, call), state)];
}

function withPolicy<T extends Owner>(
  call: CommandCall,
  policy: PolicyKind,
  owner: T,
  state: CatalogState,
  json: string,
): T {
  if (policy.word === 'update') {
    if (owner.kind !== 'table')
      throw new KustoError('General_BadRequest', 'Only a table can have an update policy.');
    checkUpdatePolicies(JSON.parse(json), owner, state, call.engine.queries);
  }
  return { ...owner, policies: { ...owner.policies, [policy.word]: json } };
}

function ownerOf(state: CatalogState, call: CommandCall): Owner {
  const [table, view, database] = [call.name('table'), call.name('view'), call.name('database')];
  if (table !== '') return requireTable(requireDatabase(state, call.database), table);
  if (database !== '') return requireDatabase(state, database).entity;
  if (view === '') return state.cluster;
  const found = requireDatabase(state, call.database).views.get(view);
  if (found === undefined)
    throw new KustoError('BadRequest_EntityNotFound', notFound('MaterializedView', view));
  return found;
}

function policyRow(policy: PolicyKind, owner: Owner, state: CatalogState): CellValue[] {
  const value = owner.policies[policy.word] ?? 'null';
  if (owner.kind === 'cluster') return [policy.name, '', value, '', 'Cluster'];
  if (owner.kind === 'database') {
    const { tables } = requireDatabase(state, owner.name);
    return [policy.name, `[${owner.name}]`, value, JSON.stringify([...tables.keys()]), 'Database'];
  }
  const type = owner.kind === 'table' ? 'Table' : 'MaterializedView';
  return [policy.name, `[${owner.database}].[${owner.name}]`, value, '', type];
}
