'use client';

import { memo, Suspense, useLayoutEffect, useMemo } from 'react';
import type { TileView } from '#shared/dashboards/dashboard-view.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import { useDisplay } from '../ui/display-provider.tsx';
import { chartTheme } from './chart/chart-theme.ts';
import { TileBoundary } from './tile-boundary.tsx';
import { TableVisual, visualOf } from './visuals.ts';

interface TileVisualProps {
  tile: TileView;
  frame: TileFrame;
  isTable: boolean;
  onDrawn: (frame: TileFrame) => void;
}

/** Draws a frame as the tile's visual, or as a table on wish and where the visual is not known. */
export const TileVisual = memo(function TileVisual({ tile, frame, isTable, onDrawn }: TileVisualProps) {
  const { mode, zone } = useDisplay();
  const theme = useMemo(() => chartTheme(mode), [mode]);
  const known = visualOf(tile.visual);
  const Visual = isTable || known === null ? TableVisual : known;
  return (
    <TileBoundary attempt={`${frame.liveQueryId} ${frame.revision} ${isTable}`}>
      <Suspense fallback={null}>
        <div className="flex h-full min-h-0 flex-col">
          {known === null && !isTable && (
            <p className="shrink-0 px-1 pb-1 text-[11px] text-text-quiet">
              The visual “{tile.visual}” is not known here; these are its rows.
            </p>
          )}
          <div className="min-h-0 flex-1">
            <Visual tile={tile} frame={frame} theme={theme} zone={zone} />
          </div>
        </div>
        <Drawn frame={frame} onDrawn={onDrawn} />
      </Suspense>
    </TileBoundary>
  );
});

/** Layout effects run in the order of the tree: this one after the visual before it has drawn. */
function Drawn({ frame, onDrawn }: { frame: TileFrame; onDrawn: (frame: TileFrame) => void }) {
  useLayoutEffect(() => onDrawn(frame), [frame, onDrawn]);
  return null;
}
