import { type Episode, severities } from '#shared/rules/activation.ts';
import { StateMark } from '../ui/state-mark.tsx';

/** How many of the open alerts have which severity. */
export function SeverityTally({ open }: { open: readonly Episode[] }) {
  const counts = severities.map((severity) => ({
    severity,
    count: open.filter((episode) => episode.severity === severity).length,
  }));
  return (
    <ul aria-label="Open alerts by severity" className="flex items-center gap-4 text-xs">
      {counts.map(({ severity, count }) => (
        <li
          key={severity}
          className={count === 0 ? 'flex items-center gap-1.5 opacity-40' : 'flex items-center gap-1.5'}
        >
          <StateMark state={severity} />
          <span className="tabular text-text">{count}</span>
          <span className="text-text-soft">{severity}</span>
        </li>
      ))}
    </ul>
  );
}
