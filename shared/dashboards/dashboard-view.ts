import type { JsonValue } from '../kusto/types.ts';
import type { TimeSelection } from '../live/time-range.ts';
import type { DashboardParameter, TileExtension, TileLayout } from './dashboard-file.ts';

export interface DashboardSummary {
  id: string;
  title: string;
  description: string;
  tileCount: number;
  pageCount: number;
  /** Its data comes from a simulation; said wherever the dashboard shows. */
  simulated: boolean;
}

/** A dashboard as a viewer's browser gets it: everything to lay out and draw, no query text and no data source. */
export interface DashboardView {
  id: string;
  title: string;
  description: string;
  simulated: boolean;
  pages: { id: string; name: string }[];
  parameters: DashboardParameter[];
  defaultTime: TimeSelection;
  tiles: TileView[];
}

export interface TileView {
  id: string;
  title: string;
  description: string;
  hideTitle: boolean;
  pageId: string;
  layout: TileLayout;
  /** Our visual: the extension's `visual`, else the file's visualType. */
  visual: string;
  visualOptions: Record<string, JsonValue>;
  extension: TileExtension;
  /** Text of a markdown tile; such a tile has no query. */
  markdown: string | null;
}
