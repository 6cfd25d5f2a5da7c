'use client';

import { Minus, Plus, RotateCcw } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { Topology } from 'topojson-specification';
import countries from 'world-atlas/countries-110m.json';
import { quantityText } from '../../ui/format-quantity.ts';
import { ChartCanvas } from '../chart/chart-canvas.tsx';
import type { ChartTheme } from '../chart/chart-theme.ts';
import { type Chart, registerLand } from '../chart/echarts.ts';
import type { VisualProps } from '../visual-props.ts';
import { landOf } from './land.ts';
import { landName, mapBaseOption, mapDataOption } from './map-option.ts';
import { type MapPoints, mapPoints } from './map-points.ts';

/** Places on an offline map of the world. */
export function WorldMap({ tile, frame, theme, zone }: VisualProps) {
  const { extension, visualOptions, title } = tile;
  const points = useMemo(() => mapPoints(frame, visualOptions), [frame, visualOptions]);
  const [chart, setChart] = useState<Chart | null>(null);
  const onReady = useCallback((ready: Chart | null) => setChart(ready), []);
  const optionFor = useCallback(() => {
    registerLand(landName, landOf(countries as unknown as Topology));
    const base = mapBaseOption(theme);
    return points ? { ...base, ...mapDataOption(frame, points, extension, theme, zone) } : base;
  }, [points, frame, extension, theme, zone]);
  return (
    <div className="relative flex h-full flex-col">
      <div className="min-h-0 flex-1">
        <ChartCanvas optionFor={optionFor} label={describe(title, frame.rowCount)} onReady={onReady} />
      </div>
      {points && <MapLegend points={points} extension={extension} theme={theme} />}
      <ZoomButtons chart={chart} />
    </div>
  );
}

function MapLegend({
  points,
  extension,
  theme,
}: { points: MapPoints } & Pick<VisualProps['tile'], 'extension'> & { theme: ChartTheme }) {
  const { color, size } = points.columns;
  const formatOf = (name: string) => extension.columns?.[name] ?? { decimals: 1 };
  return (
    <div className="flex h-5 shrink-0 items-center gap-5 pl-1 text-[11px] text-text-soft">
      {size && (
        <span className="flex items-center gap-1.5">
          {extension.columns?.[size.name]?.title ?? size.name}
          <span aria-hidden className="size-1.5 rounded-full bg-text-quiet" />
          <span className="tabular">{quantityText(points.sizeRange[0], formatOf(size.name))}</span>
          <span aria-hidden className="size-3 rounded-full bg-text-quiet" />
          <span className="tabular">{quantityText(points.sizeRange[1], formatOf(size.name))}</span>
        </span>
      )}
      {color && color !== size && (
        <span className="flex items-center gap-1.5">
          {extension.columns?.[color.name]?.title ?? color.name}
          <span className="tabular">{quantityText(points.colorRange[0], formatOf(color.name))}</span>
          <span
            aria-hidden
            className="h-2 w-20 rounded-xs"
            style={{ background: `linear-gradient(90deg, ${theme.ramp.join(',')})` }}
          />
          <span className="tabular">{quantityText(points.colorRange[1], formatOf(color.name))}</span>
        </span>
      )}
    </div>
  );
}

function ZoomButtons({ chart }: { chart: Chart | null }) {
  const zoom = (factor: number) =>
    chart?.dispatchAction({
      type: 'geoRoam',
      componentType: 'geo',
      zoom: factor,
      originX: chart.getWidth() / 2,
      originY: chart.getHeight() / 2,
    });
  const reset = () => chart?.setOption({ geo: { zoom: 1, center: undefined } });
  const style = 'flex size-6 items-center justify-center hover:bg-line hover:text-text';
  return (
    <div className="absolute top-1 right-1 flex flex-col overflow-hidden rounded-md border border-line bg-surface/85 text-text-soft tv-hidden">
      <button type="button" className={style} aria-label="Zoom in" onClick={() => zoom(1.6)}>
        <Plus aria-hidden className="size-3.5" />
      </button>
      <button type="button" className={style} aria-label="Zoom out" onClick={() => zoom(1 / 1.6)}>
        <Minus aria-hidden className="size-3.5" />
      </button>
      <button type="button" className={style} aria-label="Show the whole map" onClick={reset}>
        <RotateCcw aria-hidden className="size-3" />
      </button>
    </div>
  );
}

function describe(title: string, count: number): string {
  return `${title}: map of the world with ${count} places.`;
}
