import { KqlError, semanticError } from '../types/kql-error.ts';

/** Failures that rows of the query cause (a bad regular expression, assert(), a function's own complaint) as errors of it. */
export function explainFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (/DECIMAL\(38/.test(error.message) && /Overflow|Could not convert/i.test(error.message))
    return new KqlError(
      'unsupported',
      'SEM0002',
      'A decimal with more than 28 digits before the point is not supported by this emulator.',
    );
  const zone = /Unknown TimeZone '([^']*)'/.exec(error.message)?.[1];
  if (zone !== undefined)
    return new KqlError(
      'semantic',
      'SEM0420',
      `Semantic error: SEM0420: '${zone}' is not a known time zone.`,
    );
  if (/QUANTILE can only take constant/.test(error.message))
    return semanticError(
      'SEM0420',
      'Semantic error: SEM0420: percentile(): the percentage must be a constant, the same for all rows.',
    );
  const outOfRange = /^(?:Conversion|Out of Range) Error: (.*)/.exec(error.message)?.[1];
  if (outOfRange !== undefined) return semanticError('SEM0420', outOfRangeText(outOfRange));
  const complaint = /^(?:Invalid Input Error: |Binder Error: (?=Pattern failed to parse))(.*)/.exec(
    error.message,
  )?.[1];
  if (complaint === undefined) return error;
  if (complaint.endsWith('is not supported by this emulator.'))
    return new KqlError('unsupported', 'SEM0002', complaint);
  return new KqlError('semantic', 'SEM0420', `Semantic error: SEM0420: ${complaint}`);
}

const typeNames: [RegExp, string][] = [
  [/\bU?INT(?:64|128)\b/g, 'long'],
  [/\bINT32\b/g, 'int'],
  [/\bDOUBLE\b/g, 'real'],
];

/** DuckDB's sentence with KQL's names of types. */
function outOfRangeText(detail: string): string {
  const sentence = typeNames.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), detail);
  return `Semantic error: SEM0420: A value is out of range: ${sentence.replace(/!$/, '.')}`;
}
