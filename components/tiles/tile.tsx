'use client';

import { clsx } from 'clsx';
import { Info, Minimize2 } from 'lucide-react';
import { type CSSProperties, lazy, Suspense, useCallback, useEffect, useId, useRef, useState } from 'react';
import type { TileView } from '#shared/dashboards/dashboard-view.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import { useLive } from '../live/live-provider.tsx';
import { useTile } from '../live/use-tile.ts';
import { downloadText } from '../ui/download-text.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { useLatest } from '../ui/use-latest.ts';
import { reportDrawn } from './drawn.ts';
import { frameCsv } from './frame/frame-csv.ts';
import { Freshness } from './freshness.tsx';
import { StateBadge } from './state-badge.tsx';
import { TileBody } from './tile-body.tsx';
import { TileMenu } from './tile-menu.tsx';

const Markdown = lazy(async () => ({ default: (await import('./markdown/markdown.tsx')).Markdown }));

/** A tile of a dashboard: a query's live result, or an author's text. */
export function Tile({ tile }: { tile: TileView }) {
  return tile.markdown === null ? <QueryTile tile={tile} /> : <TextTile tile={tile} text={tile.markdown} />;
}

function TextTile({ tile, text }: { tile: TileView; text: string }) {
  const titleId = useId();
  return (
    <article
      className="tile"
      style={gridArea(tile)}
      data-testid="tile"
      data-tile-id={tile.id}
      aria-labelledby={titleId}
    >
      <TileTitle tile={tile} titleId={titleId} />
      <div className="min-h-0 flex-1 px-2 pb-2">
        <Suspense fallback={null}>
          <Markdown text={text} label={tile.title || 'Text'} />
        </Suspense>
      </div>
    </article>
  );
}

function QueryTile({ tile }: { tile: TileView }) {
  const { client, visible } = useLive();
  const element = useRef<HTMLElement>(null);
  const snapshot = useTile(tile.id);
  const [isTable, setIsTable] = useState(false);
  const [isExpanded, setIsExpanded] = useState(false);
  const titleId = useId();

  useEffect(() => {
    if (element.current) return visible.observe(tile.id, element.current);
  }, [visible, tile.id]);
  useEscape(isExpanded, () => setIsExpanded(false));

  const onDrawn = useCallback(
    (frame: TileFrame) => {
      if (element.current) reportDrawn(element.current, tile.id, frame, client.clock.nowMs());
    },
    [client, tile.id],
  );
  const download = useCallback(() => {
    const { frame } = client.tiles.snapshot(tile.id);
    if (frame) downloadText(`${tile.title || 'rows'}.csv`, 'text/csv', frameCsv(frame));
  }, [client, tile]);

  return (
    <article
      ref={element}
      className={clsx('tile', isExpanded && 'tile-expanded')}
      style={gridArea(tile)}
      data-testid="tile"
      data-tile-id={tile.id}
      data-state={snapshot.state}
      aria-labelledby={titleId}
    >
      <header className="flex h-8 shrink-0 items-center gap-1 pr-1.5 pl-3">
        <TileHeading tile={tile} titleId={titleId} />
        <span className="flex-1" />
        <StateBadge snapshot={snapshot} />
        {isExpanded && (
          <IconButton icon={Minimize2} label="Shrink (Esc)" onClick={() => setIsExpanded(false)} />
        )}
        <TileMenu
          title={tile.title}
          isTable={isTable}
          isExpanded={isExpanded}
          onTable={setIsTable}
          onExpand={setIsExpanded}
          onDownload={download}
        />
        <Freshness tileId={tile.id} freshWithinMs={tile.extension.freshWithinMs} />
      </header>
      <div className="min-h-0 flex-1 px-2 pb-2">
        <TileBody tile={tile} snapshot={snapshot} isTable={isTable} onDrawn={onDrawn} />
      </div>
    </article>
  );
}

function TileTitle({ tile, titleId }: { tile: TileView; titleId: string }) {
  return (
    <header className={clsx('flex h-8 shrink-0 items-center gap-1 px-3', tile.hideTitle && 'sr-only')}>
      <TileHeading tile={tile} titleId={titleId} />
    </header>
  );
}

function TileHeading({ tile, titleId }: { tile: TileView; titleId: string }) {
  return (
    <>
      <h2
        id={titleId}
        className={clsx('truncate font-medium text-[13px] text-text-soft', tile.hideTitle && 'sr-only')}
      >
        {tile.title}
      </h2>
      {tile.description !== '' && (
        <Tooltip content={tile.description}>
          <button
            type="button"
            aria-label={`About ${tile.title}`}
            className="tile-about flex size-[18px] shrink-0 items-center justify-center rounded-sm text-text-quiet hover:text-text"
          >
            <Info aria-hidden className="size-3" />
          </button>
        </Tooltip>
      )}
    </>
  );
}

/** Where the tile stands on the grid; on a narrow screen only its height counts (globals.css). */
function gridArea({ layout }: TileView): CSSProperties {
  const { x, y, width, height } = layout;
  return {
    gridColumn: `${x + 1} / span ${width}`,
    gridRow: `${y + 1} / span ${height}`,
    '--tile-rows': height,
  } as CSSProperties;
}

function useEscape(isActive: boolean, act: () => void): void {
  const latest = useLatest(act);
  useEffect(() => {
    if (!isActive) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) latest.current();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [isActive, latest]);
}
