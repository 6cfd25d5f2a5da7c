import { KqlError, type TextPosition } from '../../types/kql-error.ts';
import { type AnalyzedCode, type Diagnostic, items } from '../parse/service.ts';

/**
 * Findings of the binder that Microsoft's engine does not share, by code: it accepts the query all the same.
 * `applies` sees the finding and the text that it marks.
 */
const tolerated: Record<string, (finding: Diagnostic, marked: string) => boolean> = {
  // count(x) counts rows; an integer literal is a long to the binder, also where an int is wanted.
  KS107: (finding, marked) => /^count\b|^not\b|search/i.test(marked) || marked === '' || (/type int expected/.test(finding.Message) && /^\d+$/.test(marked)),
  KS234: () => true,
  KS226: () => true,
  KS134: () => true,
};

/** Throws KqlError for the first finding that makes the query invalid. */
export function checkDiagnostics(code: AnalyzedCode): void {
  for (const finding of items(code.GetDiagnostics())) {
    if (finding.Severity !== 'Error') continue;
    const marked = code.Text.slice(finding.Start, finding.Start + finding.Length);
    if (tolerated[finding.Code]?.(finding, marked) === true) continue;
    throw errorOf(finding, code.Text);
  }
}

/** Codes below KS100 come from the parser. */
function errorOf(finding: Diagnostic, text: string): KqlError {
  const position = positionAt(text, finding.Start);
  const number = Number(finding.Code.replace(/\D/g, ''));
  const place = `[line:position=${position.line}:${position.column}]`;
  if (number < 100 || number === 176 || number === 198) {
    return new KqlError('syntax', 'SYN0002', `Syntax error: ${finding.Message} ${place}`, position);
  }
  const code = /does not refer to any known/.test(finding.Message) ? 'SEM0100' : 'SEM0024';
  return new KqlError('semantic', code, `Semantic error: ${code}: ${finding.Message} ${place}`, position);
}

export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
