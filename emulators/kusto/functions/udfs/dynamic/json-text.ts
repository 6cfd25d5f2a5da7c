import { type Json, parseJson, printJson } from '../../../types/json.ts';
import type { Udf } from '../../udfs.ts';
import { isBag } from './json-udfs.ts';

/** Helpers of the functions between dynamic values and their JSON. */
export const jsonTextUdfs: Udf[] = [
  { name: 'kql_is_json', parameters: ['VARCHAR'], returns: 'BOOLEAN', run: isJson },
  {
    name: 'kql_dynamic_to_json',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string) => printJson(sortKeys(parseJson(text))),
  },
  { name: 'kql_extract_json', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', run: extractJson },
];

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isBag(value)) return value;
  return new Map(
    [...value].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

/** `$.a[0]['b c']` over JSON text; the found value as text. */
function extractJson(path: string, text: string): string | null {
  let current: Json | undefined;
  try {
    current = parseJson(text);
  } catch {
    return null;
  }
  for (const match of path.matchAll(/\.([^.[\]]+)|\[(-?\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/g)) {
    const key = match[1] ?? match[3] ?? match[4];
    if (key !== undefined && isBag(current)) current = current.get(key);
    else if (match[2] !== undefined && Array.isArray(current)) current = current.at(Number(match[2]));
    else return null;
  }
  if (current === undefined || current === null) return null;
  return typeof current === 'string' ? current : printJson(current);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
