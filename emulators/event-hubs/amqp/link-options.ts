/** Capabilities as rhea gives them: one, several or none. */
export function listOf(values: string | readonly string[] | null | undefined): readonly string[] {
  if (values === null || values === undefined) return [];
  return typeof values === 'string' ? [values] : values;
}
