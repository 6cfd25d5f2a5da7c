import { bindValues } from '#kql/binding/bind-parameters.ts';
import { composeQuery } from '#kql/binding/compose-query.ts';
import { isKustoInstant } from '#kql/binding/query-literal.ts';
import { type DashboardFile, extensionKey, type Query } from '#shared/dashboards/dashboard-file.ts';
import { AppError } from '#shared/errors.ts';
import type { TimeSelection } from '#shared/live/time-range.ts';
import type { ParameterValue } from '#shared/sockets/events.ts';
import { type DashboardDefinition, queryIdOf } from '../dashboards/dashboard-definition.ts';
import { createPlan, type LiveQueryPlan } from './live-query-plan.ts';
import type { QuerySource } from './query-source.ts';

export interface TileRequest {
  tileId: string;
  time: TimeSelection;
  parameters: Readonly<Record<string, ParameterValue>>;
  /** Who may see the same rows. */
  scope: string;
}

export interface PlanContext {
  source: QuerySource & { readonly url: string };
  /** For data sources that name none. */
  database: string;
}

/** The live query that a tile shows. Throws AppError with what is wrong with the tile or with the viewer's choices. */
export function planTile(
  definition: DashboardDefinition,
  request: TileRequest,
  { source, database }: PlanContext,
): LiveQueryPlan {
  const { file, library } = definition;
  const tile = file.tiles.find(({ id }) => id === request.tileId);
  if (!tile) throw new AppError('not-found', 'The dashboard has no such tile any more: reload the page.');
  const queryId = queryIdOf(file, tile);
  const query = file.queries.find(({ id }) => id === queryId);
  if (!query) throw new AppError('bad-request', 'The tile has no query.');
  const target = dataSourceOf(file, query, request.parameters);
  checkCluster(target, source.url);
  checkTime(request.time);
  const composed = composeQuery(library, query.id);
  return createPlan({
    source,
    database: target.database || database,
    composed,
    values: bindValues(composed, request.parameters),
    time: request.time,
    timeColumn: tile[extensionKey]?.timeColumn ?? null,
    scope: request.scope,
  });
}

function checkTime(time: TimeSelection): void {
  if (time.kind === 'relative' || (isKustoInstant(time.startMs) && isKustoInstant(time.endMs))) return;
  throw new AppError('bad-request', 'The time range must be within the years 1 to 9999.');
}

type DataSource = DashboardFile['dataSources'][number];

function dataSourceOf(file: DashboardFile, query: Query, parameters: TileRequest['parameters']): DataSource {
  const { dataSource } = query;
  const wanted =
    dataSource.kind === 'inline'
      ? dataSource.dataSourceId
      : chosenDataSource(file, dataSource.parameterId, parameters);
  const found = file.dataSources.find(({ id }) => id === wanted);
  if (!found) throw new AppError('bad-request', 'The data source of the tile does not exist.');
  return found;
}

function chosenDataSource(
  file: DashboardFile,
  parameterId: string,
  parameters: TileRequest['parameters'],
): ParameterValue {
  const parameter = file.parameters.find(({ id }) => id === parameterId);
  if (parameter?.kind !== 'dataSource')
    throw new AppError('bad-request', 'The tile takes its data source from a parameter that does not exist.');
  const chosen = Object.hasOwn(parameters, parameterId) ? parameters[parameterId] : undefined;
  return chosen ?? parameter.defaultValue.dataSourceId;
}

/** An empty address means the Kusto that the server is connected to. */
function checkCluster({ name, clusterUri }: DataSource, url: string): void {
  if (clusterUri === '' || (URL.canParse(clusterUri) && new URL(clusterUri).host === new URL(url).host))
    return;
  throw new AppError(
    'unsupported',
    `The data source ${name} is at ${clusterUri}, but this server is connected to ${url} only.`,
  );
}
