import type { MissingPolicy, Rule } from '#shared/rules/rule.ts';
import type { Instance } from './instance.ts';

/** Something that is decided when an object's event time reaches `dueMs` without a contrary observation. */
export type Timer =
  | { kind: 'stays' | 'keep-firing'; dueMs: number }
  | { kind: 'missing'; dueMs: number; policy: MissingPolicy };

/** The timer that is due first; of two at the same time the one that rests on observations. */
export function nextTimer(rule: Rule, instance: Instance, which: 'any' | 'known'): Timer | null {
  const known = knownTimer(rule, instance);
  const missing = which === 'any' ? missingTimer(rule, instance) : null;
  if (known === null || missing === null) return known ?? missing;
  return missing.dueMs < known.dueMs ? missing : known;
}

function knownTimer(rule: Rule, { state, sinceMs }: Instance): Timer | null {
  if (state === 'pending') return { kind: 'stays', dueMs: sinceMs + staysMs(rule) };
  if (state === 'recovering') return { kind: 'keep-firing', dueMs: sinceMs + rule.keepFiringSeconds * 1000 };
  return null;
}

function missingTimer({ missing }: Rule, { lastMs, isStale }: Instance): Timer | null {
  if (missing === undefined || lastMs === null || isStale) return null;
  return { kind: 'missing', dueMs: lastMs + missing.afterSeconds * 1000, policy: missing.policy };
}

function staysMs({ occurrence }: Rule): number {
  return occurrence.kind === 'stays' ? occurrence.seconds * 1000 : 0;
}
