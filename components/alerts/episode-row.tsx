'use client';

import { clsx } from 'clsx';
import type { Episode } from '#shared/rules/activation.ts';
import { useNow } from '../live/use-now.ts';
import { useDisplay } from '../ui/display-provider.tsx';
import { quantityText } from '../ui/format-quantity.ts';
import { formatDuration, formatRecent } from '../ui/format-time.ts';
import { SimulatedLabel } from '../ui/simulated-label.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { deliverySummary } from './delivery-text.ts';

const states: Record<Episode['state'], string> = {
  firing: 'Firing',
  recovering: 'Recovering',
  nodata: 'No data',
  resolved: 'Resolved',
};

const causes: Record<string, string> = {
  cleared: 'the condition ended',
  manual: 'by hand',
  missing: 'the object is gone',
  rule_changed: 'the rule was changed',
  rule_stopped: 'the rule was stopped',
};

/** One firing of a rule for an object: what, why, since when, and who was told. */
export function EpisodeRow({ episode }: { episode: Episode }) {
  const { zone } = useDisplay();
  const nowMs = useNow();
  const { fired, resolved, severity, state } = episode;
  const isOpen = state !== 'resolved';
  const delivery = deliverySummary(episode.deliveries);
  const time = (ms: number) => (nowMs === null ? '' : formatRecent(ms, nowMs, zone));
  const lastedMs = (resolved?.occurredMs ?? nowMs ?? fired.occurredMs) - fired.occurredMs;
  return (
    <li
      data-testid="episode"
      data-episode-id={episode.id}
      data-state={state}
      data-severity={severity}
      className="grid grid-cols-[auto_minmax(12rem,1.1fr)_minmax(14rem,2fr)_9rem_11rem_8rem] items-center gap-x-4 gap-y-1 border-line border-b px-3 py-2 text-xs last:border-b-0 max-lg:grid-cols-[auto_1fr] max-lg:[&>*:nth-child(n+3)]:col-start-2"
    >
      <StateMark state={severity} tense={isOpen ? 'present' : 'past'} className="size-5" />
      <div className="min-w-0">
        <p className="flex items-center gap-2 truncate font-medium text-[13px] text-text">
          {episode.ruleTitle}
          {fired.simulated && <SimulatedLabel />}
        </p>
        <p className="truncate text-text-soft">{episode.objectKey}</p>
      </div>
      <p className="line-clamp-2 text-text-soft">{fired.reason}</p>
      <div>
        <p className={clsx('tabular', isOpen ? 'text-text' : 'text-text-soft')}>
          {valueText(isOpen ? (episode.lastValue ?? fired.value) : fired.value)}
          {fired.threshold !== null && (
            <span className="text-text-quiet"> limit {quantityText(fired.threshold)}</span>
          )}
        </p>
        <p className={isOpen ? 'text-state-text-high' : 'text-text-quiet'}>
          {states[state]}
          {episode.stale && ' · last known'}
        </p>
      </div>
      <div className="tabular">
        <p className="text-text-soft">
          {time(fired.occurredMs)}
          {resolved && ` – ${time(resolved.occurredMs)}`}
        </p>
        <p className="text-text-quiet">
          {isOpen ? `for ${formatDuration(lastedMs)}` : `lasted ${formatDuration(lastedMs)}`}
          {resolved?.cause && resolved.cause !== 'cleared' && `, ${causes[resolved.cause]}`}
        </p>
      </div>
      <p
        data-testid="delivery"
        title={delivery.detail}
        className={delivery.isTrouble ? 'text-state-text-high' : 'text-text-quiet'}
      >
        {delivery.text}
      </p>
    </li>
  );
}

function valueText(value: number | null): string {
  return value === null ? '–' : quantityText(value);
}
