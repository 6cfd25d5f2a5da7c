import type { Activation } from '#shared/rules/activation.ts';
import type { MissingPolicy, Rule } from '#shared/rules/rule.ts';
import { type Instance, isOpen, knownState, newInstance } from './instance.ts';
import { judgeValue } from './judge-value.ts';
import { nextTimer, type Timer } from './timers.ts';
import { wholeMs } from './whole-ms.ts';

export type ResolveCause = NonNullable<Activation['cause']>;

/** What may happen to a rule's state for one object. */
export type Input =
  | { kind: 'observed'; atMs: number; value: number; lagMs: number }
  /** The object's event time has passed `nowMs` without a contrary observation. */
  | { kind: 'time'; nowMs: number }
  /** The rule could not be evaluated: nothing is known, so nothing changes. */
  | { kind: 'failed' }
  | { kind: 'resolved-by-user' }
  /** `rule` is the new version. Its values can't be compared with the old ones when it reads something else. */
  | { kind: 'rule-changed'; readsSameValues: boolean }
  | { kind: 'rule-stopped' };

/** What others are told. Times are event time. */
export type Emission =
  | {
      kind: 'fired';
      episode: number;
      occurredMs: number;
      decidedMs: number;
      value: number | null;
      isMissing: boolean;
    }
  | {
      kind: 'resolved';
      episode: number;
      occurredMs: number;
      decidedMs: number;
      value: number | null;
      cause: ResolveCause;
    }
  | { kind: 'nodata'; decidedMs: number }
  | { kind: 'data-returned'; decidedMs: number };

export interface Step {
  instance: Instance;
  emissions: readonly Emission[];
}

const nothing: readonly Emission[] = [];

/**
 * The state machine of one rule for one object. A function of its arguments alone: however its inputs are batched, the
 * same inputs in the same order give the same emissions.
 */
export function advance(rule: Rule, instance: Instance, input: Input): Step {
  switch (input.kind) {
    case 'observed':
      return isLate(instance, input.atMs) ? unchanged(instance) : observe(rule, instance, input);
    case 'time':
      return runTimers(rule, instance, input.nowMs, 'any');
    case 'failed':
      return unchanged(instance);
    case 'resolved-by-user':
      return isOpen(instance) ? resolve({ ...instance, isArmed: false }, 'manual') : unchanged(instance);
    case 'rule-changed':
      return input.readsSameValues ? reevaluate(rule, instance) : close(rule, instance, 'rule_changed');
    case 'rule-stopped':
      return close(rule, instance, 'rule_stopped');
  }
}

/** True when the object is already decided up to this event time. */
function isLate(instance: Instance, atMs: number): boolean {
  return instance.decidedMs !== null && atMs <= instance.decidedMs;
}

const unchanged = (instance: Instance): Step => ({ instance, emissions: nothing });

/** `first`, then `next` on what it left. */
function then(first: Step, next: (instance: Instance) => Step): Step {
  const second = next(first.instance);
  if (first.emissions.length === 0) return second;
  return { instance: second.instance, emissions: [...first.emissions, ...second.emissions] };
}

function observe(rule: Rule, instance: Instance, input: Extract<Input, { kind: 'observed' }>): Step {
  // What held until this observation is decided first; after a silence without data nothing is known to have held.
  const before =
    instance.state === 'nodata'
      ? dataReturned(instance, input.atMs)
      : runTimers(rule, instance, input.atMs, 'known');
  const taken = then(before, (decided) => unchanged(takeValue(rule, decided, input)));
  return then(taken, (observed) => runTimers(rule, observed, input.atMs, 'known'));
}

function dataReturned(instance: Instance, atMs: number): Step {
  return {
    instance: { ...instance, state: knownState(instance), resumeState: null },
    emissions: [{ kind: 'data-returned', decidedMs: atMs }],
  };
}

function takeValue(rule: Rule, instance: Instance, input: Extract<Input, { kind: 'observed' }>): Instance {
  const verdict = judgeValue(rule.condition, input.value);
  const observed: Instance = {
    ...instance,
    lastMs: input.atMs,
    lastValue: input.value,
    decidedMs: input.atMs,
    lagMs: input.lagMs,
    isStale: false,
    isArmed: instance.isArmed || verdict !== 'enter',
  };
  switch (instance.state) {
    case 'ok':
      return verdict === 'enter' && instance.isArmed ? countHit(rule, observed) : observed;
    case 'pending':
      if (verdict === 'enter') return countHit(rule, observed);
      if (rule.occurrence.kind === 'times') return observed;
      return { ...observed, state: 'ok', sinceMs: input.atMs };
    case 'firing':
      return verdict === 'clear' ? { ...observed, state: 'recovering', sinceMs: input.atMs } : observed;
    case 'recovering':
      if (verdict === 'clear') return observed;
      return { ...observed, state: 'firing', sinceMs: input.atMs, flaps: instance.flaps + 1 };
    case 'nodata':
      return observed;
  }
}

/** The condition was met in the newest observation. */
function countHit({ occurrence }: Rule, observed: Instance): Instance {
  const atMs = observed.lastMs ?? 0;
  if (occurrence.kind !== 'times') {
    const sinceMs = observed.state === 'pending' ? observed.sinceMs : atMs;
    return { ...observed, state: 'pending', sinceMs };
  }
  const oldestMs = atMs - wholeMs(occurrence.withinSeconds);
  const hits = [...observed.hits.filter((hitMs) => hitMs > oldestMs), atMs];
  return { ...observed, state: 'pending', sinceMs: hits[0] ?? atMs, hits };
}

/** Decides what is due up to `untilMs`; `known`: only what rests on observations, not on their absence. */
function runTimers(rule: Rule, instance: Instance, untilMs: number, which: 'any' | 'known'): Step {
  let step = unchanged(instance);
  for (;;) {
    const timer = nextTimer(rule, step.instance, which);
    if (timer === null || timer.dueMs > untilMs) return step;
    step = then(step, (due) => runTimer(due, timer));
  }
}

function runTimer(instance: Instance, timer: Timer): Step {
  const decided = { ...instance, decidedMs: laterOf(instance.decidedMs, timer.dueMs) };
  switch (timer.kind) {
    case 'activate':
      return fire(decided, { occurredMs: instance.sinceMs, decidedMs: timer.dueMs, isMissing: false });
    case 'expire':
      return unchanged({ ...decided, state: 'ok', sinceMs: timer.dueMs, hits: [] });
    case 'keep-firing':
      return resolve(decided, 'cleared', { occurredMs: instance.sinceMs, decidedMs: timer.dueMs });
    case 'missing':
      return goSilent(timer.policy, instance, timer.dueMs);
  }
}

function goSilent(policy: MissingPolicy, instance: Instance, dueMs: number): Step {
  const silent: Instance = { ...instance, isStale: true };
  if (policy === 'keep') return unchanged(silent);
  const decided = { ...silent, decidedMs: laterOf(instance.decidedMs, dueMs) };
  const times = { occurredMs: instance.lastMs ?? dueMs, decidedMs: dueMs };
  switch (policy) {
    case 'nodata':
      return {
        instance: { ...decided, state: 'nodata', resumeState: knownState(instance) },
        emissions: [{ kind: 'nodata', decidedMs: dueMs }],
      };
    case 'fire':
      if (!isOpen(instance)) return fire(decided, { ...times, isMissing: true });
      return unchanged({ ...decided, state: 'firing' });
    case 'resolve':
      if (isOpen(instance)) return resolve(decided, 'missing', times);
      return unchanged({ ...decided, state: 'ok', hits: [] });
  }
}

function fire(
  instance: Instance,
  times: { occurredMs: number; decidedMs: number; isMissing: boolean },
): Step {
  const episode = instance.episode + 1;
  return {
    instance: { ...instance, state: 'firing', episode, firedMs: times.occurredMs, flaps: 0, hits: [] },
    emissions: [{ kind: 'fired', episode, ...times, value: instance.lastValue }],
  };
}

function resolve(
  instance: Instance,
  cause: ResolveCause,
  times: { occurredMs: number; decidedMs: number } = decidedTimes(instance),
): Step {
  const { episode, lastValue: value } = instance;
  return {
    instance: { ...instance, state: 'ok', sinceMs: times.decidedMs, resumeState: null },
    emissions: [{ kind: 'resolved', episode, ...times, value, cause }],
  };
}

/** An edit fires nothing by itself: the next observation does. It ends what is no longer true. */
function reevaluate(rule: Rule, instance: Instance): Step {
  const verdict = instance.lastValue === null ? 'hold' : judgeValue(rule.condition, instance.lastValue);
  const { state } = instance;
  if (isOpen(instance)) {
    if (verdict === 'clear') return resolve(instance, 'rule_changed');
    return unchanged(state === 'recovering' ? { ...instance, state: 'firing' } : instance);
  }
  // What was counted under another rule says nothing about how often or how long this one was met.
  const isCounted = instance.hits.length > 0 || rule.occurrence.kind === 'times';
  const isStillPending = state === 'pending' && verdict === 'enter' && !isCounted;
  if (state === 'nodata') return unchanged({ ...instance, resumeState: 'ok', hits: [] });
  return unchanged(isStillPending ? instance : { ...instance, state: 'ok', hits: [] });
}

/** Ends what is open and forgets what was observed; only the count of episodes goes on. */
function close(rule: Rule, instance: Instance, cause: ResolveCause): Step {
  const emissions = isOpen(instance) ? resolve(instance, cause).emissions : nothing;
  const { fireIfAlreadyTrue } = rule;
  return { instance: newInstance({ fireIfAlreadyTrue, episode: instance.episode }), emissions };
}

function decidedTimes(instance: Instance) {
  const decidedMs = instance.decidedMs ?? instance.sinceMs;
  return { occurredMs: decidedMs, decidedMs };
}

const laterOf = (a: number | null, b: number) => (a === null ? b : Math.max(a, b));
