import type { Expression } from '../../logical.ts';
import type { PluginArguments } from '../plugin-arguments.ts';

/** The values of an argument that must be a constant array, as text; timespans as `d.hh:mm:ss`. */
export function constantList(given: PluginArguments, index: number): string[] {
  const values = listOf(given.value(index));
  if (values === null || values.length === 0)
    throw given.error(`argument ${index + 1} must be a constant array that is not empty`);
  return values;
}

function listOf(expression: Expression): string[] | null {
  if (expression.kind === 'call' && expression.name === 'pack_array') {
    const items = expression.arguments.map((item) =>
      item.kind === 'literal' && item.value !== null ? String(item.value) : null,
    );
    return items.every((item) => item !== null) ? items : null;
  }
  if (expression.kind !== 'literal' || typeof expression.value !== 'string') return null;
  const parsed: unknown = JSON.parse(expression.value);
  return Array.isArray(parsed) ? parsed.map(String) : null;
}
