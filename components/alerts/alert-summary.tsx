'use client';

import { StateMark } from '../ui/state-mark.tsx';
import { useEpisodes } from './use-episodes.ts';

/** The worst open alert in one line, for screens without an inbox. */
export function AlertSummary() {
  const { open } = useEpisodes();
  const [worst] = open;
  if (!worst) return null;
  return (
    <span className="flex min-w-0 items-center gap-1.5" data-testid="alert-summary">
      <StateMark state={worst.severity} />
      <span className="truncate text-text">
        {worst.ruleTitle} · {worst.objectKey}
      </span>
      {open.length > 1 && <span className="tabular shrink-0">and {open.length - 1} more</span>}
    </span>
  );
}
