import type { CatalogState, DatabaseState } from '../../catalog/catalog-state.ts';
import { requireTable } from '../../catalog/catalog-state.ts';
import type { MaterializedViewEntity } from '../../catalog/entities.ts';
import { isPolicyEnabled } from '../../catalog/is-policy-enabled.ts';
import { checkViewQuery, type ViewShape } from '../../compile/view-query.ts';
import { explaining } from '../../queries/explain-kql-error.ts';
import { KustoError } from '../../types/kusto-error.ts';

/** Throws KustoError for a view that Kusto does not take: its query, or options that do not fit it. */
export function checkView(view: MaterializedViewEntity, state: CatalogState): void {
  const shape = shapeOf(view, state);
  if (view.autoUpdateSchema && !shape.holdsAllColumns)
    throw wrong(view, 'autoUpdateSchema is for views of arg_max(…, *), arg_min(…, *) or take_any(*)');
  if (view.lookback !== undefined) checkLookback(view, shape);
}

/** Throws KustoError for a change that would not fit what the view has gathered. */
export function checkChange(
  before: MaterializedViewEntity,
  after: MaterializedViewEntity,
  state: CatalogState,
): void {
  if (before.sourceTable !== after.sourceTable) throw wrong(after, 'its source cannot be changed');
  const [old, now] = [shapeOf(before, state), shapeOf(after, state)].map(({ keys }) =>
    [...keys].sort().join(),
  );
  if (old !== now) throw wrong(after, 'its group-by expressions cannot be changed');
  for (const { name, type } of after.columns) {
    const known = before.columns.find((column) => column.name === name);
    if (known !== undefined && known.type !== type)
      throw wrong(after, `the type of its column '${name}' cannot be changed from ${known.type} to ${type}`);
  }
  if (before.lookbackColumn !== undefined && before.lookbackColumn !== after.lookbackColumn)
    throw wrong(after, 'its lookback_column cannot be changed');
}

/** Throws KustoError for a view whose source cannot have one. */
export function checkSource(
  view: MaterializedViewEntity,
  database: DatabaseState,
  state: CatalogState,
): void {
  const source = database.views.get(view.sourceTable);
  if (source === undefined) {
    const table = requireTable(database, view.sourceTable);
    if (!isPolicyEnabled(table.policies['ingestiontime'], true))
      throw wrong(view, `its source '${table.name}' needs the IngestionTime policy`);
    return;
  }
  for (let one: MaterializedViewEntity | undefined = source; one !== undefined; ) {
    if (one.name === view.name) throw wrong(view, 'it cannot read itself');
    one = database.views.get(one.sourceTable);
  }
  if (!shapeOf(source, state).isDeduplication)
    throw wrong(view, `its source '${source.name}' is a view that is not one of take_any(*)`);
}

function checkLookback({ lookbackColumn, ...view }: MaterializedViewEntity, shape: ViewShape): void {
  if (lookbackColumn === undefined) {
    if (!shape.holdsRows)
      throw wrong(view, 'lookback without lookback_column is for views of arg_max, arg_min or take_any');
    return;
  }
  const column = view.columns.find(({ name }) => name === lookbackColumn);
  if (column?.type !== 'datetime')
    throw wrong(view, `lookback_column '${lookbackColumn}' is not a datetime column of the view`);
}

function shapeOf(view: MaterializedViewEntity, { snapshot }: CatalogState): ViewShape {
  const { database, query: text, sourceTable, dimensionTables = [] } = view;
  const tables = [sourceTable, ...dimensionTables];
  return explaining(text, () => checkViewQuery({ text, database, catalog: snapshot, tables }));
}

function wrong({ name }: { name: string }, reason: string): KustoError {
  return new KustoError('General_BadRequest', `Materialized view '${name}' is not valid: ${reason}.`);
}
