'use client';

import { clsx } from 'clsx';
import { CircleAlert, Hourglass, Inbox, Lock } from 'lucide-react';
import type { TileView } from '#shared/dashboards/dashboard-view.ts';
import type { Problem } from '#shared/errors.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import type { TileSnapshot } from '../live/tile-store.ts';
import { useDrawnFrame } from '../live/use-drawn-frame.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { stateLooks } from './state-look.ts';
import { TileVisual } from './tile-visual.tsx';

interface TileBodyProps {
  tile: TileView;
  snapshot: TileSnapshot;
  isTable: boolean;
  onDrawn: (frame: TileFrame) => void;
}

/** The last good frame in every state, under hatching when it can't be trusted; without any, why there is none. */
export function TileBody({ tile, snapshot, isTable, onDrawn }: TileBodyProps) {
  const frame = useDrawnFrame(tile.id);
  const { state, problem } = snapshot;
  if (frame === null) return snapshot.frame === null ? <Nothing snapshot={snapshot} /> : null;
  const { isVeiled } = stateLooks[state];
  const isRefused = (state === 'failed' || state === 'denied') && problem !== null;
  return (
    <div className="relative flex h-full min-h-0 flex-col">
      <div className={clsx('relative min-h-0 flex-1', isVeiled && 'veiled')}>
        {frame.rowCount === 0 && <NoRows />}
        <div className={clsx('h-full', frame.rowCount === 0 && 'invisible absolute inset-0')}>
          <TileVisual tile={tile} frame={frame} isTable={isTable} onDrawn={onDrawn} />
        </div>
      </div>
      {isRefused && <ProblemBanner problem={problem} />}
    </div>
  );
}

function Nothing({ snapshot }: { snapshot: TileSnapshot }) {
  const { state, problem } = snapshot;
  switch (state) {
    case 'denied':
      return (
        <EmptyState icon={Lock} title="No access to this data" tone="failed">
          {problem?.message}
        </EmptyState>
      );
    case 'failed':
      return (
        <EmptyState icon={CircleAlert} title="The query failed" tone="failed">
          {problem && <ProblemText problem={problem} />}
        </EmptyState>
      );
    case 'no-rows':
      return <NoRows />;
    case 'stale':
      return (
        <EmptyState icon={CircleAlert} title="The source does not answer" tone="failed">
          {problem?.message}
        </EmptyState>
      );
    default:
      return (
        <EmptyState icon={Hourglass} title="Waiting for first data">
          {problem?.message}
        </EmptyState>
      );
  }
}

function NoRows() {
  return (
    <EmptyState icon={Inbox} title="No rows in this time range">
      The query ran and found nothing.
    </EmptyState>
  );
}

function ProblemBanner({ problem }: { problem: Problem }) {
  return (
    <p className="mt-1 line-clamp-2 shrink-0 rounded-sm bg-raised px-2 py-1 text-[11px] text-text-soft leading-4">
      <ProblemText problem={problem} />
    </p>
  );
}

function ProblemText({ problem }: { problem: Problem }) {
  const place = problem.line === undefined ? '' : `Line ${problem.line}, column ${problem.column ?? 1}: `;
  return (
    <>
      {place}
      {problem.message}
    </>
  );
}
