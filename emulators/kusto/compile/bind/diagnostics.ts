import { KqlError } from '../../types/kql-error.ts';
import { type AnalyzedCode, type Diagnostic, items } from '../parse/service.ts';
import { children, nodeName, positionAt, type SyntaxNode, textOf } from '../parse/syntax-tree.ts';

/**
 * Findings of the binder that Microsoft's engine does not share, by code: it runs the query all the same. Each test sees
 * the text before the finding and the text that it is about.
 */
const tolerated: Record<string, (before: string, found: string) => boolean> = {
  // An old hint of how to share the work.
  KS005: (before, found) => found === 'partitioned' && /\bhint\.strategy\s*=\s*$/.test(before),
  // count(x) counts rows; a degree may be a long; percentages may be an array, with typeof() after it.
  KS107: (before) =>
    /\b(count|not)\s*\(\s*$/i.test(before) ||
    /\b(series_fit_poly|percentiles_array_tdigest)\b[^|;]*,\s*$/i.test(before),
  KS106: (before) => /\bsearch\b[^|]*$/i.test(before),
  // The unit may be computed.
  KS131: (before) => /\b(datetime_(add|diff|part)|datepart)\s*\(\s*$/i.test(before),
  // The step of an activity plugin may be 'week', 'month' or 'year'.
  KS138: (before) => /\bevaluate\s+\w+(_metrics|_counts?)\s*\([^|;]*,\s*$/i.test(before),
  // The hint names a column.
  KS237: (before) => /\bhint\.pass_filters_column\s*=\s*$/i.test(before),
  KS134: (before) => /\bmake_timespan\s*\([^)]*$/i.test(before),
  // Shortest paths are found in each partition, too.
  KS177: (before) => /\bpartitioned-by\s+\S+\s*\(\s*(\/\/.*\s*)*$/.test(before),
  // A wildcard may stand alone in restrict access to.
  KS142: (before) => isFuzzyLeg(before) || /\brestrict\s+access\s+to\s*\([^)]*(\(\s*\)[^)]*)*$/i.test(before),
  KS204: isFuzzyLeg,
  // Numbers that fit the wanted kind of number.
  KS234: () => true,
  // Tabular parameters may stand anywhere.
  KS226: () => true,
};

/** A missing leg of `union isfuzzy=true` is left out. */
function isFuzzyLeg(before: string): boolean {
  return /\bunion\b[^;]*\bisfuzzy\s*=\s*true\b[^;]*$/i.test(before);
}

function isTolerated({ Code, Start, Length }: Diagnostic, text: string): boolean {
  return tolerated[Code]?.(text.slice(0, Start), text.slice(Start, Start + Length)) === true;
}

/** Throws KqlError for the first finding that makes the query invalid. */
export function checkDiagnostics(code: AnalyzedCode): void {
  const found = [...items(code.GetDiagnostics())].filter(
    (finding) => finding.Severity === 'Error' && !isTolerated(finding, code.Text),
  );
  const declarations = found.length === 0 ? [] : declarationsOverColumns(code);
  const errors = found.filter(
    (finding) =>
      isSyntax(finding) ||
      !declarations.some(({ TextStart, End }) => TextStart <= finding.Start && finding.Start < End),
  );
  const [first] = errors;
  if (first !== undefined) throw errorOf(causeOf(first, errors), code.Text);
}

/**
 * Functions over any table that read columns by column_ifexists(): which ones that gives is known in a call only, which
 * has its own bound body.
 */
function declarationsOverColumns(code: AnalyzedCode): SyntaxNode[] {
  const byName = /\bcolumn_?ifexists\s*\(/;
  if (!byName.test(code.Text)) return [];
  return declarationsIn(code.Syntax).filter((declaration) => {
    const text = textOf(declaration);
    return /^[^{]*:\s*\(\s*\*\s*\)/.test(text) && byName.test(text);
  });
}

function declarationsIn(node: SyntaxNode): SyntaxNode[] {
  return nodeName(node) === 'FunctionDeclaration' ? [node] : children(node).flatMap(declarationsIn);
}

/** An argument with an unknown name has no type, so the call around it is complained about first: the name is the cause. */
function causeOf(first: Diagnostic, errors: Diagnostic[]): Diagnostic {
  if (isSyntax(first)) return first;
  return errors.find((finding) => isUnknownName(finding)) ?? first;
}

function isUnknownName(finding: Diagnostic): boolean {
  return /does not refer to any known/.test(finding.Message);
}

function errorOf(finding: Diagnostic, text: string): KqlError {
  const position = positionAt(text, finding.Start);
  const place = `[line:position=${position.line}:${position.column}]`;
  if (isSyntax(finding)) {
    return new KqlError('syntax', 'SYN0002', `Syntax error: ${finding.Message} ${place}`, position);
  }
  const code = isUnknownName(finding) ? 'SEM0100' : 'SEM0024';
  return new KqlError('semantic', code, `Semantic error: ${code}: ${finding.Message} ${place}`, position);
}

/** Codes below KS100 come from the parser, and so do KS176 (no operator after a pipe) and KS198. */
function isSyntax({ Code }: Diagnostic): boolean {
  const number = Number(Code.replace(/\D/g, ''));
  return number < 100 || number === 176 || number === 198;
}
