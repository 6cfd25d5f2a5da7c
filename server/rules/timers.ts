import type { MissingPolicy, Rule } from '#shared/rules/rule.ts';
import type { Instance } from './instance.ts';
import { wholeMs } from './whole-ms.ts';

/** Something that is decided when an object's event time reaches `dueMs` without a contrary observation. */
export type Timer =
  /** `activate`: the occurrence is complete. `expire`: too long ago to count any more. */
  | { kind: 'activate' | 'expire' | 'keep-firing'; dueMs: number }
  | { kind: 'missing'; dueMs: number; policy: MissingPolicy };

/** The timer that is due first; of two at the same time the one that rests on observations. */
export function nextTimer(rule: Rule, instance: Instance, which: 'any' | 'known'): Timer | null {
  const known = knownTimer(rule, instance);
  const missing = which === 'any' ? missingTimer(rule, instance) : null;
  if (known === null || missing === null) return known ?? missing;
  return missing.dueMs < known.dueMs ? missing : known;
}

function knownTimer(rule: Rule, instance: Instance): Timer | null {
  const { state, sinceMs } = instance;
  if (state === 'pending') return occurrenceTimer(rule, instance);
  if (state === 'recovering')
    return { kind: 'keep-firing', dueMs: sinceMs + wholeMs(rule.keepFiringSeconds) };
  return null;
}

function occurrenceTimer({ occurrence }: Rule, { sinceMs, hits }: Instance): Timer {
  switch (occurrence.kind) {
    case 'at-once':
      return { kind: 'activate', dueMs: sinceMs };
    case 'stays':
      return { kind: 'activate', dueMs: sinceMs + wholeMs(occurrence.seconds) };
    case 'times': {
      const lastMs = hits.at(-1) ?? sinceMs;
      if (hits.length >= occurrence.count) return { kind: 'activate', dueMs: lastMs };
      return { kind: 'expire', dueMs: lastMs + wholeMs(occurrence.withinSeconds) };
    }
  }
}

function missingTimer({ missing }: Rule, { lastMs, isStale }: Instance): Timer | null {
  if (missing === undefined || lastMs === null || isStale) return null;
  return { kind: 'missing', dueMs: lastMs + wholeMs(missing.afterSeconds), policy: missing.policy };
}
