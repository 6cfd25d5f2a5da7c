'use client';

import { clsx } from 'clsx';

export interface LegendEntry {
  name: string;
  color: string;
  value: string;
}

interface ChartLegendProps {
  entries: readonly LegendEntry[];
  hidden: ReadonlySet<string>;
  onToggle: (name: string, only: 'one' | 'only') => void;
  placement: 'bottom' | 'right';
}

/** Series in the order of their slots with their newest value. A click hides or shows one, alt-click shows only it. */
export function ChartLegend({ entries, hidden, onToggle, placement }: ChartLegendProps) {
  return (
    <ul
      aria-label="Series"
      className={clsx(
        'quiet-scroll flex shrink-0 text-[11px] leading-4',
        placement === 'bottom'
          ? 'fade-end h-5 gap-x-3 overflow-x-auto overflow-y-hidden whitespace-nowrap pr-8 pl-1 [scrollbar-width:none]'
          : 'w-36 flex-col gap-y-0.5 overflow-y-auto overflow-x-hidden pl-2',
      )}
    >
      {entries.map(({ name, color, value }) => (
        <li key={name} className={placement === 'right' ? 'w-full' : undefined}>
          <button
            type="button"
            aria-pressed={!hidden.has(name)}
            onClick={(event) => onToggle(name, event.altKey ? 'only' : 'one')}
            className={clsx(
              'flex w-full items-center gap-1.5 rounded-sm text-text-soft hover:text-text',
              hidden.has(name) && 'opacity-45',
            )}
          >
            <span aria-hidden className="h-0.5 w-2.5 shrink-0 rounded-full" style={{ background: color }} />
            <span className="truncate">{name}</span>
            <span className={clsx('tabular text-text', placement === 'right' && 'ml-auto')}>{value}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
