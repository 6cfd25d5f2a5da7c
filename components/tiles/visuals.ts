import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { VisualProps } from './visual-props.ts';

type Visual = LazyExoticComponent<ComponentType<VisualProps>>;

const TimeChart = lazy(async () => ({ default: (await import('./time-chart/time-chart.tsx')).TimeChart }));
const BarChart = lazy(async () => ({ default: (await import('./bar-chart/bar-chart.tsx')).BarChart }));
const PieChart = lazy(async () => ({ default: (await import('./pie-chart/pie-chart.tsx')).PieChart }));
const Stat = lazy(async () => ({ default: (await import('./stat/stat.tsx')).Stat }));
const Table = lazy(async () => ({ default: (await import('./table/table.tsx')).Table }));
const WorldMap = lazy(async () => ({ default: (await import('./map/world-map.tsx')).WorldMap }));
const StateTimeline = lazy(async () => ({
  default: (await import('./state-timeline/state-timeline.tsx')).StateTimeline,
}));
const QueryMarkdown = lazy(async () => ({
  default: (await import('./markdown/query-markdown.tsx')).QueryMarkdown,
}));

const visuals: Record<string, Visual> = {
  timechart: TimeChart,
  line: TimeChart,
  area: TimeChart,
  stackedarea: TimeChart,
  stacked100area: TimeChart,
  anomalychart: TimeChart,
  bar: BarChart,
  stackedbar: BarChart,
  stacked100bar: BarChart,
  column: BarChart,
  stackedcolumn: BarChart,
  stacked100column: BarChart,
  pie: PieChart,
  card: Stat,
  stat: Stat,
  table: Table,
  map: WorldMap,
  'state-timeline': StateTimeline,
  markdown: QueryMarkdown,
};

/** The component of a visual; null for one that is not known, which is shown as a table with a notice. */
export function visualOf(name: string): Visual | null {
  return visuals[name] ?? null;
}

export { Table as TableVisual };
