import { randomUUID } from 'node:crypto';
import type { CatalogChange } from '../../catalog/catalog.ts';
import {
  type CatalogState,
  type DatabaseState,
  notFound,
  requireDatabase,
} from '../../catalog/catalog-state.ts';
import { bracketName } from '../../catalog/csl-schema.ts';
import type { MaterializedViewEntity } from '../../catalog/entities.ts';
import { validateName } from '../../catalog/validate-names.ts';
import { printDatetime, ticksOfDate } from '../../types/datetime.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { CommandCall } from '../command.ts';
import { checkChange, checkSource, checkView } from './check-view.ts';
import { readViewOptions, type ViewOptions } from './view-options.ts';

export type StoreRule = 'create' | 'create-or-alter' | 'alter';

interface ViewRequest {
  name: string;
  sourceTable: string;
  query: string;
  options: ViewOptions;
  /** The source is known to have no rows yet. */
  isSourceEmpty: boolean;
}

/** Creates or alters a materialized view; answers its name and the state after it. */
export async function storeView(
  call: CommandCall,
  rule: StoreRule,
): Promise<{ name: string; state: CatalogState }> {
  const request = await readRequest(call);
  const state = await call.engine.catalog.change((current) => planView(call, request, rule, current));
  return { name: request.name, state };
}

async function readRequest(call: CommandCall): Promise<ViewRequest> {
  const { reader } = call;
  const options = readViewOptions(reader.properties());
  const name = reader.name();
  reader.expect('on');
  const isOverTable = reader.take('table');
  if (!isOverTable) reader.expect('materialized-view');
  const sourceTable = reader.name();
  const query = reader.group('{', '}').slice(1, -1).trim();
  reader.expectEnd();
  validateName('MaterializedView', name);
  const { tables, views } = requireDatabase(call.engine.catalog.state, call.database);
  const kind = isOverTable ? 'Table' : 'MaterializedView';
  if (!(isOverTable ? tables : views).has(sourceTable))
    throw new KustoError('BadRequest_EntityNotFound', notFound(kind, sourceTable));
  const isSourceEmpty = !isOverTable && (await isEmpty(call, sourceTable));
  return { name, sourceTable, query, options, isSourceEmpty };
}

function planView(
  call: CommandCall,
  request: ViewRequest,
  rule: StoreRule,
  state: CatalogState,
): CatalogChange {
  const database = requireDatabase(state, call.database);
  const { name } = request;
  const existing = database.views.get(name);
  if (existing !== undefined && rule === 'create') {
    if (call.flags.has('ifnotexists')) return {};
    throw new KustoError('BadRequest_EntityAlreadyExists', `Materialized view '${name}' already exists.`);
  }
  if (existing === undefined && rule === 'alter')
    throw new KustoError('BadRequest_EntityNotFound', notFound('MaterializedView', name));
  assertFree(database, name);
  const given = existing === undefined ? newView(call, request, database) : changedView(existing, request);
  checkSource(given, database, state);
  const columns = call.engine.queries.schemaOf({ database: given.database, text: given.query });
  const view = { ...given, columns };
  checkView(view, state);
  if (existing !== undefined) checkChange(existing, view, state);
  return { put: [view] };
}

function newView(
  call: CommandCall,
  { name, sourceTable, query, options, isSourceEmpty }: ViewRequest,
  database: DatabaseState,
): MaterializedViewEntity {
  const { backfill, effectiveDateTime, autoUpdateSchema = false, folder = '', docString = '' } = options;
  if (backfill && !call.flags.has('async'))
    throw new KustoError('General_BadRequest', `A view with backfill=true is made with '.create async'.`);
  const isOverView = database.views.has(sourceTable);
  if (isOverView && effectiveDateTime !== undefined) throw unsupportedOverView('effectiveDateTime');
  if (isOverView && !backfill && !isSourceEmpty) throw unsupportedOverView('backfill=false');
  const now = printDatetime(ticksOfDate(new Date()));
  // Without backfill only what comes from now on is in the view.
  const since = backfill ? effectiveDateTime : isOverView ? undefined : now;
  return {
    kind: 'materialized-view',
    database: database.entity.name,
    name,
    id: randomUUID(),
    sourceTable,
    query,
    ...(since === undefined ? {} : { since }),
    ...optional(options),
    columns: [],
    folder,
    docString,
    isEnabled: true,
    autoUpdateSchema,
    effectiveDateTime: effectiveDateTime ?? now,
    policies: {},
  };
}

function changedView(
  existing: MaterializedViewEntity,
  { sourceTable, query, options }: ViewRequest,
): MaterializedViewEntity {
  return {
    ...existing,
    sourceTable,
    query,
    ...optional(options),
    folder: options.folder ?? existing.folder,
    docString: options.docString ?? existing.docString,
    autoUpdateSchema: options.autoUpdateSchema ?? existing.autoUpdateSchema,
  };
}

function optional({
  lookback,
  lookbackColumn,
  dimensionTables,
}: ViewOptions): Partial<MaterializedViewEntity> {
  return {
    ...(lookback === undefined ? {} : { lookback }),
    ...(lookbackColumn === undefined ? {} : { lookbackColumn }),
    ...(dimensionTables === undefined ? {} : { dimensionTables }),
  };
}

function assertFree({ tables, functions, externalTables }: DatabaseState, name: string): void {
  if ([tables, functions, externalTables].some((entities) => entities.has(name)))
    throw new KustoError('BadRequest_EntityAlreadyExists', `Entity ID '${name}' already exists.`);
}

async function isEmpty(call: CommandCall, view: string): Promise<boolean> {
  const { rows } = await call.engine.queries.readRows({
    database: call.database,
    text: `${bracketName(view)} | take 1`,
    parameters: new Map(),
    options: new Map(),
    nowTicks: ticksOfDate(call.info.startedOn),
    user: call.info.user,
    info: call.info,
    signal: call.signal,
  });
  return rows.length === 0;
}

function unsupportedOverView(option: string): KustoError {
  const message = `A materialized view with ${option} over a materialized view that has rows is not supported by this emulator; use backfill=true.`;
  return new KustoError('BadRequest_NotSupported', message);
}
