import type { CSSProperties } from 'react';
import type { TileView } from '#shared/dashboards/dashboard-view.ts';
import { Tile } from '../tiles/tile.tsx';

/** The tiles of one page on 24 columns; in TV mode its rows share the height of the screen. */
export function Grid({ tiles, isTv }: { tiles: readonly TileView[]; isTv: boolean }) {
  const rows = Math.max(1, ...tiles.map(({ layout }) => layout.y + layout.height));
  const style: CSSProperties = {
    gridTemplateRows: isTv ? `repeat(${rows}, minmax(0, 1fr))` : `repeat(${rows}, var(--grid-row))`,
  };
  const ordered = [...tiles].sort((a, b) => a.layout.y - b.layout.y || a.layout.x - b.layout.x);
  return (
    <div data-testid="grid" className={isTv ? 'grid-24 min-h-0 flex-1' : 'grid-24'} style={style}>
      {ordered.map((tile) => (
        <Tile key={tile.id} tile={tile} />
      ))}
    </div>
  );
}
