'use client';

import { clsx } from 'clsx';
import { CalendarClock, ChevronDown } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { TimeSelection } from '#shared/live/time-range.ts';
import { useDisplay } from '../ui/display-provider.tsx';
import { Popover } from '../ui/popover.tsx';
import { fromLocalInput, lengthText, presets, timeLabel, toLocalInput } from './time-label.ts';

interface TimePickerProps {
  time: TimeSelection;
  onChange: (time: TimeSelection) => void;
}

export function TimePicker({ time, onChange }: TimePickerProps) {
  const { zone } = useDisplay();
  const [isOpen, setIsOpen] = useState(false);
  const choose = (chosen: TimeSelection) => {
    onChange(chosen);
    setIsOpen(false);
  };
  return (
    <Popover
      label="Time range"
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <button type="button" data-testid="time-picker" className="control gap-1.5 px-2">
          <CalendarClock aria-hidden className="size-3.5 text-text-quiet" />
          {/* The server does not know the viewer's zone. */}
          <span className="tabular" suppressHydrationWarning>
            {timeLabel(time, zone)}
          </span>
          <ChevronDown aria-hidden className="size-3 text-text-quiet" />
        </button>
      }
    >
      <div className="flex gap-4">
        <ul className="grid w-56 grid-cols-2 content-start gap-0.5" aria-label="Relative time ranges">
          {presets.map((durationMs) => {
            const isChosen = time.kind === 'relative' && time.durationMs === durationMs;
            return (
              <li key={durationMs}>
                <button
                  type="button"
                  data-testid={`time-preset-${durationMs / 60_000}m`}
                  aria-pressed={isChosen}
                  onClick={() => choose({ kind: 'relative', durationMs })}
                  className={clsx(
                    'w-full rounded-sm px-2 py-1.5 text-left hover:bg-line',
                    isChosen && 'bg-accent-soft text-text',
                  )}
                >
                  Last {lengthText(durationMs)}
                </button>
              </li>
            );
          })}
        </ul>
        <AbsoluteRange time={time} onChoose={choose} />
      </div>
    </Popover>
  );
}

function AbsoluteRange({ time, onChoose }: { time: TimeSelection; onChoose: (time: TimeSelection) => void }) {
  const { zone } = useDisplay();
  const [problem, setProblem] = useState<string | null>(null);
  const [initial] = useState(() => {
    if (time.kind === 'absolute') return time;
    const endMs = Math.floor(Date.now() / 60_000) * 60_000;
    return { startMs: endMs - time.durationMs, endMs };
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const startMs = fromLocalInput(String(fields.get('start')), zone);
    const endMs = fromLocalInput(String(fields.get('end')), zone);
    if (startMs === null || endMs === null) setProblem('Both times are needed.');
    else if (endMs <= startMs) setProblem('The end must be after the start.');
    else onChoose({ kind: 'absolute', startMs, endMs });
  };
  const input = 'control tabular w-full px-2';
  return (
    <form onSubmit={submit} className="flex w-52 flex-col gap-2 border-line border-l pl-4">
      <p className="text-text-quiet">Fixed range ({zone === 'utc' ? 'UTC' : 'local time'})</p>
      <label className="flex flex-col gap-1">
        From
        <input
          name="start"
          type="datetime-local"
          step={1}
          defaultValue={toLocalInput(initial.startMs, zone)}
          className={input}
        />
      </label>
      <label className="flex flex-col gap-1">
        To
        <input
          name="end"
          type="datetime-local"
          step={1}
          defaultValue={toLocalInput(initial.endMs, zone)}
          className={input}
        />
      </label>
      {problem && (
        <p role="alert" className="text-state-text-high">
          {problem}
        </p>
      )}
      <button type="submit" className="control justify-center bg-accent-soft px-2">
        Apply
      </button>
    </form>
  );
}
