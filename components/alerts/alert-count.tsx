'use client';

import { useEpisodes } from './use-episodes.ts';

/** The number of open alerts in the colour of the worst; nothing when there are none. */
export function AlertCount() {
  const { open } = useEpisodes();
  const [worst] = open;
  if (!worst) return null;
  return (
    <span
      data-testid="alert-count"
      className="tabular flex h-[18px] min-w-[18px] items-center justify-center rounded-sm px-1 font-semibold text-[11px] leading-none"
      style={{
        color: `var(--state-text-${worst.severity})`,
        boxShadow: `inset 0 0 0 1.5px var(--state-${worst.severity})`,
      }}
    >
      {open.length}
      <span className="sr-only"> open, the worst {worst.severity}</span>
    </span>
  );
}
