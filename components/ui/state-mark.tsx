import { clsx } from 'clsx';
import type { StateColorName } from './tokens.ts';

const letters: Record<StateColorName, string> = {
  critical: '1',
  high: '2',
  medium: '3',
  low: '4',
  normal: '–',
};

const names: Record<StateColorName, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  normal: 'Normal',
};

/** Ink on the fill of a mark, light on dark fills and dark on light ones. */
const inks: Record<StateColorName, string> = {
  critical: '#ffffff',
  high: 'light-dark(#ffffff, #000000)',
  medium: '#000000',
  low: 'light-dark(#000000, #ffffff)',
  normal: 'light-dark(#ffffff, #000000)',
};

interface StateMarkProps {
  state: StateColorName;
  /** `past` for what is over: the same shape and letter without the colour. */
  tense?: 'present' | 'past';
  className?: string | undefined;
}

/** A state by colour, shape and letter at once, so that no one of them has to be seen. */
export function StateMark({ state, tense = 'present', className }: StateMarkProps) {
  const isPast = tense === 'past';
  return (
    <svg
      role="img"
      aria-label={names[state]}
      viewBox="-0.5 -0.5 17 17"
      className={clsx('size-4 shrink-0', className)}
      style={isPast ? { fill: 'none', stroke: 'var(--text-quiet)' } : { fill: `var(--state-${state})` }}
    >
      <title>{names[state]}</title>
      <Shape state={state} />
      <text
        x="8"
        y={state === 'critical' ? 13 : 11.4}
        textAnchor="middle"
        fontSize="9.5"
        fontWeight="700"
        style={{ fill: isPast ? 'var(--text-quiet)' : inks[state], stroke: 'none' }}
      >
        {letters[state]}
      </text>
    </svg>
  );
}

/** ▲ critical, ◆ high, ■ medium, ● low; the quiet dot is normal. */
function Shape({ state }: { state: StateColorName }) {
  switch (state) {
    case 'critical':
      return <path d="M8 .8 15.6 15H.4Z" />;
    case 'high':
      return <path d="M8 0 16 8 8 16 0 8Z" />;
    case 'medium':
      return <rect x="1.2" y="1.2" width="13.6" height="13.6" rx="1.5" />;
    case 'low':
    case 'normal':
      return <circle cx="8" cy="8" r="7.2" />;
  }
}
