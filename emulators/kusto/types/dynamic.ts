/**
 * JSON text of a dynamic value given as KQL, e.g. `dynamic({"a": 1})`, or as JSON; null for the null of dynamic. Text that
 * is not JSON is a string.
 */
export function dynamicText(text: string): string | null {
  const inside = /^\s*dynamic\s*\((.*)\)\s*$/s.exec(text)?.[1] ?? text;
  const trimmed = inside.trim();
  if (trimmed === 'null' || trimmed === '') return null;
  try {
    JSON.parse(trimmed);
    return compactJson(trimmed);
  } catch {
    const single = /^'(.*)'$/s.exec(trimmed);
    return JSON.stringify(single?.[1] ?? trimmed);
  }
}

/** Removes white space outside of strings, keeping numbers as they were written. */
export function compactJson(json: string): string {
  return json.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, (_, string: string | undefined) => string ?? '');
}
