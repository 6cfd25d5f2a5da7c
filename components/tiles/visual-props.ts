import type { TileView } from '#shared/dashboards/dashboard-view.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import type { ZoneChoice } from '../ui/format-time.ts';
import type { ChartTheme } from './chart/chart-theme.ts';

/** What every visual gets; it draws `frame` in a layout effect, so that the tile knows when that is done. */
export interface VisualProps {
  tile: TileView;
  frame: TileFrame;
  theme: ChartTheme;
  zone: ZoneChoice;
}
