'use client';

import { clsx } from 'clsx';
import type { SourceHealth } from '#shared/health.ts';
import { useNow } from '../live/use-now.ts';
import { formatAge } from '../ui/format-time.ts';

const words: Record<SourceHealth['state'], string> = {
  starting: 'Starting',
  ok: 'OK',
  degraded: 'Degraded',
  down: 'Down',
};

/** Every part on the way from event to pixel with its state, and what is wrong with it. */
export function SourceList({ sources }: { sources: readonly SourceHealth[] }) {
  const nowMs = useNow();
  if (sources.length === 0) return <p className="text-text-quiet">The server has not reported yet.</p>;
  return (
    <ul className="flex flex-col gap-2" data-testid="source-list">
      {sources.map(({ id, name, state, sinceMs, message }) => (
        <li key={id} data-source={id} data-state={state} className="grid grid-cols-[auto_1fr_auto] gap-x-2">
          <SourceMark state={state} className="mt-0.5" />
          <span className="text-text">{name}</span>
          <span className="tabular text-text-quiet">
            {words[state]}
            {nowMs === null ? '' : ` · ${formatAge(nowMs - sinceMs)}`}
          </span>
          {message && <span className="col-span-2 col-start-2 text-text-soft">{message}</span>}
        </li>
      ))}
    </ul>
  );
}

/** ok is a quiet dot; a part in trouble has a shape and a colour of its own. */
export function SourceMark({ state, className }: { state: SourceHealth['state']; className?: string }) {
  return (
    <svg
      role="img"
      aria-label={words[state]}
      viewBox="0 0 12 12"
      className={clsx('size-3 shrink-0', className)}
      style={{ fill: fills[state] }}
    >
      {state === 'ok' && <circle cx="6" cy="6" r="3.5" />}
      {state === 'starting' && (
        <circle cx="6" cy="6" r="3" fill="none" stroke="var(--text-quiet)" strokeWidth="1.5" />
      )}
      {state === 'degraded' && <path d="M6 0 12 6 6 12 0 6Z" />}
      {state === 'down' && <path d="M6 0 12 11H0Z" />}
    </svg>
  );
}

const fills: Record<SourceHealth['state'], string> = {
  starting: 'none',
  ok: 'var(--state-normal)',
  degraded: 'var(--state-high)',
  down: 'var(--state-critical)',
};

/** The worst state of all parts; null before the first report. */
export function worstState(sources: readonly SourceHealth[]): SourceHealth['state'] | null {
  const order: SourceHealth['state'][] = ['down', 'degraded', 'starting', 'ok'];
  return order.find((state) => sources.some((source) => source.state === state)) ?? null;
}
