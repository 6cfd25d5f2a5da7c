import { createQueryLibrary, type QueryLibrary } from '#kql/binding/query-library.ts';
import type { DashboardFile, DashboardParameter, Tile } from '#shared/dashboards/dashboard-file.ts';
import { extensionKey } from '#shared/dashboards/dashboard-file.ts';
import type { DashboardSummary, DashboardView, TileView } from '#shared/dashboards/dashboard-view.ts';
import type { TimeSelection } from '#shared/live/time-range.ts';

/** A dashboard as it was loaded: the file, its queries' texts resolved. Its id is the name of its folder. */
export interface DashboardDefinition {
  id: string;
  file: DashboardFile;
  library: QueryLibrary;
}

export function createDefinition(
  id: string,
  file: DashboardFile,
  texts: ReadonlyMap<string, string>,
): DashboardDefinition {
  return { id, file, library: createQueryLibrary(file, texts) };
}

/** The query that a tile shows; null for a tile without one, e.g. markdown. */
export function queryIdOf(file: DashboardFile, tile: Tile): string | null {
  const { queryRef } = tile;
  if (!queryRef) return null;
  if (queryRef.kind === 'query') return queryRef.queryId;
  return file.baseQueries.find(({ id }) => id === queryRef.baseQueryId)?.queryId ?? null;
}

export function summarizeDashboard({ id, file }: DashboardDefinition): DashboardSummary {
  const extension = file[extensionKey];
  return {
    id,
    title: file.title ?? id,
    description: extension?.description ?? '',
    tileCount: file.tiles.length,
    pageCount: file.pages.length,
    simulated: extension?.simulated ?? false,
  };
}

/** What a viewer's browser gets: no query text and no data source. */
export function viewDashboard(definition: DashboardDefinition): DashboardView {
  const { id, title, description, simulated } = summarizeDashboard(definition);
  const { file } = definition;
  return {
    id,
    title,
    description,
    simulated,
    pages: file.pages.map((page) => ({ id: page.id, name: page.name })),
    parameters: file.parameters,
    defaultTime: defaultTimeOf(file.parameters),
    tiles: file.tiles.map(viewTile),
  };
}

function viewTile(tile: Tile): TileView {
  const extension = tile[extensionKey] ?? {};
  const { x, y, width, height } = tile.layout;
  return {
    id: tile.id,
    title: tile.title,
    description: tile.description ?? '',
    hideTitle: tile.hideTitle ?? false,
    pageId: tile.pageId,
    layout: { x, y, width, height },
    visual: extension.visual ?? tile.visualType,
    visualOptions: tile.visualOptions,
    extension,
    markdown: tile.markdownText ?? null,
  };
}

const hourMs = 3_600_000;
const unitMs = {
  minutes: 60_000,
  hours: hourMs,
  days: 24 * hourMs,
  weeks: 168 * hourMs,
  months: 720 * hourMs,
};

function defaultTimeOf(parameters: readonly DashboardParameter[]): TimeSelection {
  const duration = parameters.find((parameter) => parameter.kind === 'duration');
  const value = duration?.defaultValue;
  const durationMs = value?.kind === 'dynamic' ? Math.round(value.count * unitMs[value.unit]) : hourMs;
  return { kind: 'relative', durationMs };
}
