import { createHash } from 'node:crypto';
import { type Rule, type RuleFile, ruleFileSchema } from '#shared/rules/rule.ts';
import type { StoredRule } from '../store/rule-state.ts';
import type { LoadedRules } from './rule-files.ts';

/** What to do with a rule, given how it ran and how its file is now. */
export type PlannedRule =
  /** Never ran, or was stopped: it begins with what comes next. */
  | { kind: 'begin'; rule: Rule }
  | { kind: 'go-on'; rule: Rule }
  /** What it means has changed. */
  | { kind: 'change'; rule: Rule; readsSameValues: boolean }
  /** It was stopped or its file deleted. */
  | { kind: 'stop'; rule: Rule };

/**
 * Compares the stored rules with the definition files. A rule whose file is broken goes on with its last good
 * definition; only a file that is gone, or says so, stops a rule.
 */
export function planRules(stored: StoredRule[], loaded: LoadedRules): PlannedRule[] {
  const storedById = new Map(stored.map((rule) => [rule.id, rule]));
  const ids = new Set([...storedById.keys(), ...loaded.rules.keys()]);
  return [...ids].toSorted().flatMap((id) => {
    const before = storedById.get(id);
    const file = loaded.rules.get(id);
    const planned = file ? planFile(id, file, before) : before && planWithoutFile(before, loaded);
    return planned ?? [];
  });
}

function planFile(id: string, file: RuleFile, before: StoredRule | undefined): PlannedRule | null {
  if (before === undefined) return file.enabled ? { kind: 'begin', rule: { ...file, id, version: 1 } } : null;
  const isSame = before.meaning === meaningOf(file);
  const rule = { ...file, id, version: isSame ? before.version : before.version + 1 };
  if (before.state === 'stopped') return file.enabled ? { kind: 'begin', rule } : null;
  if (!file.enabled) return { kind: 'stop', rule: { ...rule, version: before.version } };
  if (isSame) return { kind: 'go-on', rule };
  const previous = storedDefinition(before);
  const readsSameValues = previous !== null && sourceText(previous) === sourceText(file);
  return { kind: 'change', rule, readsSameValues };
}

function planWithoutFile(before: StoredRule, loaded: LoadedRules): PlannedRule | null {
  const previous = storedDefinition(before);
  if (before.state === 'stopped' || previous === null) return null;
  const rule = { ...previous, id: before.id, version: before.version };
  const isDeleted = loaded.isComplete && !loaded.brokenIds.has(before.id);
  return { kind: isDeleted ? 'stop' : 'go-on', rule };
}

/** Null when it was written by a Tidewatch with other kinds of rules. */
function storedDefinition({ definition }: StoredRule): RuleFile | null {
  const result = ruleFileSchema.safeParse(JSON.parse(definition));
  return result.success ? result.data : null;
}

const sourceText = ({ source }: RuleFile) => JSON.stringify(source);

/** A hash of what decides a rule's activations, apart from how it is shown. */
export function meaningOf(file: RuleFile): string {
  const { source, condition, occurrence, keepFiringSeconds, missing, latenessSeconds, fireIfAlreadyTrue } =
    file;
  const meaning = [
    source,
    condition,
    occurrence,
    keepFiringSeconds,
    missing ?? null,
    latenessSeconds,
    fireIfAlreadyTrue,
  ];
  return createHash('sha256').update(JSON.stringify(meaning)).digest('hex');
}
