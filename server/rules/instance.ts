import type { InstanceState } from '#shared/rules/activation.ts';

/** The state of one rule for one object. All times are event time in ms since the Unix epoch. */
export interface Instance {
  readonly state: InstanceState;
  /** Since when the present state holds: pending since the condition was met, recovering since it was clear. */
  readonly sinceMs: number;
  /** Firings so far; the newest one while it is open. */
  readonly episode: number;
  /** When the condition of the newest episode began to hold. */
  readonly firedMs: number;
  /** Returns from recovering to firing in the newest episode. */
  readonly flaps: number;
  /** False until the condition was seen not to be met: after a manual resolve, or from the start. */
  readonly isArmed: boolean;
  readonly lastMs: number | null;
  readonly lastValue: number | null;
  /** Everything up to here is decided; an observation that is not newer is late and changes nothing. */
  readonly decidedMs: number | null;
  /** How far the object was behind its partition's watermark when it was last observed. */
  readonly lagMs: number;
  /** Silent for longer than the rule expects: the state is the last known one. */
  readonly isStale: boolean;
  /** Pending by count: when the condition was met, oldest first. */
  readonly hits: readonly number[];
  /** While `nodata`: the state to return to. */
  readonly resumeState: Exclude<InstanceState, 'nodata'> | null;
}

/** An object that was never observed, after `episode` earlier firings. */
export function newInstance(options: { fireIfAlreadyTrue: boolean; episode: number }): Instance {
  return {
    state: 'ok',
    sinceMs: 0,
    episode: options.episode,
    firedMs: 0,
    flaps: 0,
    isArmed: options.fireIfAlreadyTrue,
    lastMs: null,
    lastValue: null,
    decidedMs: null,
    lagMs: 0,
    isStale: false,
    hits: [],
    resumeState: null,
  };
}

/** The state as far as it is known: that of before the silence while `nodata`. */
export function knownState(instance: Instance): Exclude<InstanceState, 'nodata'> {
  return instance.state === 'nodata' ? (instance.resumeState ?? 'ok') : instance.state;
}

/** True from `fired` to `resolved`. */
export function isOpen(instance: Instance): boolean {
  const state = knownState(instance);
  return state === 'firing' || state === 'recovering';
}
