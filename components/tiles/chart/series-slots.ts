const keptSlots = 200;

/**
 * Gives every series a lasting place, and so a lasting colour and place in the legend: those already placed stay where
 * they are, new ones follow in the order given. Returns `slots` itself when nothing is new.
 */
export function assignSlots(slots: readonly string[], names: readonly string[]): readonly string[] {
  const placed = new Set(slots);
  const added = [...new Set(names)].filter((name) => !placed.has(name));
  if (added.length === 0) return slots;
  return [...slots, ...added].slice(0, Math.max(keptSlots, names.length));
}
