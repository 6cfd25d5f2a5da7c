import { randomUUID } from 'node:crypto';
import { type CatalogState, notFound, requireDatabase, requireTable } from '../../catalog/catalog-state.ts';
import { cslSchema } from '../../catalog/csl-schema.ts';
import type { MaterializedViewEntity } from '../../catalog/entities.ts';
import { validateName } from '../../catalog/validate-names.ts';
import type { CellValue } from '../../encode/cells.ts';
import { ticksOfDate } from '../../types/datetime.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { sharedSchemas } from '../result-columns.ts';

type Rule = 'create' | 'create-or-alter' | 'alter';

const columns = sharedSchemas.materializedView;
const write = { access: 'write' as const, columns };
const read = { access: 'read' as const, columns };

/** A view's rows are those of its query over the source table at the time of reading: always fresh. */
export const materializedViewCommands: readonly CommandDefinition[] = [
  {
    ...write,
    kind: 'CreateMaterializedView',
    syntax: 'create [async] [ifnotexists] materialized-view',
    run: (call) => store(call, 'create'),
  },
  {
    ...write,
    kind: 'CreateOrAlterMaterializedView',
    syntax: 'create-or-alter materialized-view',
    run: (call) => store(call, 'create-or-alter'),
  },
  {
    ...write,
    kind: 'AlterMaterializedView',
    syntax: 'alter materialized-view',
    run: (call) => store(call, 'alter'),
  },
  {
    ...write,
    kind: 'AlterMaterializedViewFolder',
    syntax: 'alter materialized-view {view} folder',
    run: (call) => change(call, { folder: call.reader.string() }),
  },
  {
    ...write,
    kind: 'AlterMaterializedViewDocString',
    syntax: 'alter materialized-view {view} docstring',
    run: (call) => change(call, { docString: call.reader.string() }),
  },
  {
    ...write,
    kind: 'EnableDisableMaterializedView',
    syntax: '(enable|disable) materialized-view {view} .',
    run: (call) => change(call, { isEnabled: call.flags.has('enable') }),
  },
  {
    ...write,
    kind: 'RenameMaterializedView',
    syntax: 'rename materialized-view {view} to {name} .',
    run: rename,
  },
  { ...write, kind: 'DropMaterializedView', syntax: 'drop materialized-view {view}', run: drop },
  {
    ...read,
    kind: 'ShowMaterializedViews',
    syntax: 'show materialized-views .',
    run: (call) => all(call).map(viewRow),
  },
  {
    ...read,
    kind: 'ShowMaterializedView',
    syntax: 'show materialized-view {view} .',
    run: (call) => [viewRow(find(call))],
  },
  {
    kind: 'ShowMaterializedViewCslSchema',
    syntax: 'show materialized-view {view} cslschema .',
    access: 'read',
    columns: sharedSchemas.table,
    run(call) {
      const view = find(call);
      return [[view.name, cslSchema(view.columns), view.database, view.folder, view.docString]];
    },
  },
];

async function store(call: CommandCall, rule: Rule): Promise<CommandRows> {
  const { reader } = call;
  const options = reader.properties();
  const name = reader.name();
  reader.expect('on');
  if (!reader.take('table')) reader.expect('materialized-view');
  const sourceTable = reader.name();
  const query = reader.group('{', '}').slice(1, -1).trim();
  reader.expectEnd();
  validateName('MaterializedView', name);
  const state = await call.engine.catalog.change((current) => {
    const database = requireDatabase(current, call.database);
    if (!database.views.has(sourceTable)) requireTable(database, sourceTable);
    const existing = database.views.get(name);
    if (existing !== undefined && rule === 'create') {
      if (call.flags.has('ifnotexists')) return {};
      throw new KustoError('BadRequest_EntityAlreadyExists', `Materialized view '${name}' already exists.`);
    }
    if (existing === undefined && rule === 'alter') throw missing(name);
    if (database.tables.has(name)) {
      throw new KustoError('BadRequest_EntityAlreadyExists', `Entity ID '${name}' already exists.`);
    }
    const view: MaterializedViewEntity = {
      kind: 'materialized-view',
      database: database.entity.name,
      name,
      id: existing?.id ?? randomUUID(),
      sourceTable,
      query,
      columns: call.engine.queries.schemaOf({ database: database.entity.name, text: query }),
      folder: options.get('folder') ?? existing?.folder ?? '',
      docString: options.get('docstring') ?? existing?.docString ?? '',
      isEnabled: existing?.isEnabled ?? true,
      autoUpdateSchema: options.get('autoupdateschema')?.toLowerCase() === 'true',
      effectiveDateTime: existing?.effectiveDateTime ?? new Date().toISOString(),
      policies: existing?.policies ?? {},
    };
    return { put: [view] };
  });
  return [viewRow(viewIn(state, call, name))];
}

async function change(call: CommandCall, changed: Partial<MaterializedViewEntity>): Promise<CommandRows> {
  call.reader.expectEnd();
  const name = call.name('view');
  const state = await call.engine.catalog.change((current) => ({
    put: [{ ...viewIn(current, call, name), ...changed }],
  }));
  return [viewRow(viewIn(state, call, name))];
}

async function rename(call: CommandCall): Promise<CommandRows> {
  const name = call.name('name');
  validateName('MaterializedView', name);
  const state = await call.engine.catalog.change((current) => {
    const database = requireDatabase(current, call.database);
    if (database.views.has(name) || database.tables.has(name)) {
      throw new KustoError('BadRequest_EntityAlreadyExists', `Entity ID '${name}' already exists.`);
    }
    const view = viewIn(current, call, call.name('view'));
    return { remove: [view], put: [{ ...view, name }] };
  });
  return [viewRow(viewIn(state, call, name))];
}

async function drop(call: CommandCall): Promise<CommandRows> {
  const ifExists = call.reader.take('ifexists');
  call.reader.expectEnd();
  const name = call.name('view');
  const state = await call.engine.catalog.change((current) => {
    const exists = requireDatabase(current, call.database).views.has(name);
    return ifExists && !exists ? {} : { remove: [viewIn(current, call, name)] };
  });
  return [...requireDatabase(state, call.database).views.values()].map(viewRow);
}

function all(call: CommandCall): MaterializedViewEntity[] {
  return [...requireDatabase(call.engine.catalog.state, call.database).views.values()];
}

function find(call: CommandCall): MaterializedViewEntity {
  return viewIn(call.engine.catalog.state, call, call.name('view'));
}

function viewIn(state: CatalogState, call: CommandCall, name: string): MaterializedViewEntity {
  const view = requireDatabase(state, call.database).views.get(name);
  if (view === undefined) throw missing(name);
  return view;
}

function missing(name: string): KustoError {
  return new KustoError('BadRequest_EntityNotFound', notFound('MaterializedView', name));
}

function viewRow(view: MaterializedViewEntity): CellValue[] {
  const now = ticksOfDate(new Date());
  return [
    view.name,
    view.sourceTable,
    view.query,
    now,
    now,
    'Completed',
    true,
    view.isEnabled,
    view.folder,
    view.docString,
    view.autoUpdateSchema,
    ticksOfDate(new Date(view.effectiveDateTime)),
    null,
    '',
  ];
}
