import { type CatalogState, notFound, requireDatabase } from '../../catalog/catalog-state.ts';
import { bracketName, cslSchema } from '../../catalog/csl-schema.ts';
import type { MaterializedViewEntity } from '../../catalog/entities.ts';
import { validateName } from '../../catalog/validate-names.ts';
import type { CellValue } from '../../encode/cells.ts';
import { ticksOfDate } from '../../types/datetime.ts';
import { KustoError } from '../../types/kusto-error.ts';
import { parseTimespan } from '../../types/timespan.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { sharedSchemas } from '../result-columns.ts';
import { checkView } from './check-view.ts';
import { type StoreRule, storeView } from './store-view.ts';
import { readBoolean, readLookback } from './view-options.ts';

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
    kind: 'AlterMaterializedViewLookback',
    syntax: 'alter materialized-view {view} lookback',
    run: (call) => change(call, { lookback: readLookback(call.reader.value()) }),
  },
  {
    ...write,
    kind: 'AlterMaterializedViewAutoUpdateSchema',
    syntax: 'alter materialized-view {view} autoUpdateSchema',
    run: (call) => change(call, { autoUpdateSchema: readBoolean(call.reader.value(), 'autoUpdateSchema') }),
  },
  {
    ...write,
    kind: 'EnableDisableMaterializedView',
    syntax: '(enable|disable) materialized-view {view} .',
    run: setEnabled,
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
    run: (call) => all(call).map((view) => viewRow(call, view)),
  },
  {
    ...read,
    kind: 'ShowMaterializedView',
    syntax: 'show materialized-view {view} .',
    run: (call) => [viewRow(call, find(call))],
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

async function store(call: CommandCall, rule: StoreRule): Promise<CommandRows> {
  const { name, state } = await storeView(call, rule);
  return [viewRow(call, viewIn(state, call, name))];
}

/** A view that is so already is an error (Kusto docs, materialized-view-enable-disable.md). */
function setEnabled(call: CommandCall): Promise<CommandRows> {
  const isEnabled = call.flags.has('enable');
  if (find(call).isEnabled === isEnabled) {
    const message = `Materialized view '${call.name('view')}' is already ${isEnabled ? 'enabled' : 'disabled'}.`;
    throw new KustoError('General_BadRequest', message);
  }
  return change(call, { isEnabled });
}

async function change(call: CommandCall, changed: Partial<MaterializedViewEntity>): Promise<CommandRows> {
  call.reader.expectEnd();
  const name = call.name('view');
  const state = await call.engine.catalog.change((current) => {
    const view = { ...viewIn(current, call, name), ...changed };
    checkView(view, current);
    return { put: [view] };
  });
  return [viewRow(call, viewIn(state, call, name))];
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
  return [viewRow(call, viewIn(state, call, name))];
}

async function drop(call: CommandCall): Promise<CommandRows> {
  const ifExists = call.reader.take('ifexists');
  call.reader.expectEnd();
  const name = call.name('view');
  const state = await call.engine.catalog.change((current) => {
    const exists = requireDatabase(current, call.database).views.has(name);
    return ifExists && !exists ? {} : { remove: [viewIn(current, call, name)] };
  });
  return [...requireDatabase(state, call.database).views.values()].map((view) => viewRow(call, view));
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

function viewRow(call: CommandCall, view: MaterializedViewEntity): CellValue[] {
  const now = ticksOfDate(new Date());
  const failure = failureOf(call, view);
  return [
    view.name,
    view.sourceTable,
    view.query,
    now,
    now,
    failure ?? 'Completed',
    failure === undefined,
    view.isEnabled,
    view.folder,
    view.docString,
    view.autoUpdateSchema,
    ticksOfDate(new Date(view.effectiveDateTime)),
    view.lookback === undefined ? null : parseTimespan(view.lookback),
    view.lookbackColumn ?? '',
  ];
}

/** Why the view cannot be read over the tables as they are now; undefined when it can. */
function failureOf(call: CommandCall, { database, name }: MaterializedViewEntity): string | undefined {
  try {
    call.engine.queries.schemaOf({ database, text: bracketName(name) });
    return undefined;
  } catch (error) {
    if (error instanceof KustoError) return error.message;
    throw error;
  }
}
