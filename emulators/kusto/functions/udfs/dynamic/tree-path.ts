import { type Json, parseJson } from '../../../types/json.ts';
import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';

/** treepath(): where values are inside a dynamic value. */
export const treePathFunctions: Record<string, UdfFunction> = {
  treepath: { takes: ['dynamic'], gives: 'dynamic', run: (text: string) => treePath(parseJson(text)) },
};

/** Paths of everything inside a bag, each once; the elements of an array share the path of its first one. */
function treePath(value: Json): string {
  const paths = new Set<string>();
  collect(value, '', paths);
  return JSON.stringify([...paths]);
}

/** Letters of a path: values that lie deeper are refused. */
const maxPathLength = 4_096;

function collect(value: Json, path: string, paths: Set<string>): void {
  if (path.length > maxPathLength) throw unsupported('treepath() of values so deep inside others');
  if (path !== '') paths.add(path);
  if (Array.isArray(value)) for (const item of value) collect(item, `${path}[0]`, paths);
  else if (value instanceof Map)
    for (const [key, inner] of value) collect(inner, `${path}['${key.replaceAll("'", "\\'")}']`, paths);
}
