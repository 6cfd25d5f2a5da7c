import { KustoError } from '../../types/kusto-error.ts';
import { type ExactJson, ExactNumber } from '../values/exact-json.ts';

const stepPattern = /\.([^.[\]]+)|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\d+))\]/y;

/** The steps of a JSON path such as `$.a['b c'][0]`; `$` alone has none. */
export function parseJsonPath(path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  stepPattern.lastIndex = 1;
  while (stepPattern.lastIndex < path.length) {
    const at = stepPattern.lastIndex;
    const match = stepPattern.exec(path);
    if (match === null) throw invalidPath(path, at);
    const [, plain, single, double, index] = match;
    const quoted = single ?? double;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\(.)/g, '$1'));
  }
  return steps;
}

/** The value that the steps lead to, undefined when there is none. Names are case-sensitive. */
export function readJsonPath(
  value: ExactJson | undefined,
  steps: readonly (string | number)[],
): ExactJson | undefined {
  let current = value;
  for (const step of steps) {
    if (typeof current !== 'object' || current === null || current instanceof ExactNumber) return undefined;
    if (Array.isArray(current)) current = typeof step === 'number' ? current[step] : undefined;
    else current = Object.hasOwn(current, step) ? current[step as string] : undefined;
  }
  return current;
}

function invalidPath(path: string, at: number): KustoError {
  const message = `The ingestion mapping is invalid: the path '${path}' cannot be read at character ${at}.`;
  return new KustoError('BadRequest_InvalidMapping', message);
}
