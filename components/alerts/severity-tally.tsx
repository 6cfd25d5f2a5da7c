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
        <li key={severity} className="flex items-center gap-1.5">
          <StateMark state={severity} tense={count === 0 ? 'past' : 'present'} />
          <span className={count === 0 ? 'tabular text-text-quiet' : 'tabular font-semibold text-text'}>
            {count}
          </span>
          <span className="text-text-quiet">{severity}</span>
        </li>
      ))}
    </ul>
  );
}
