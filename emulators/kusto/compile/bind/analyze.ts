import { KqlError, unsupported } from '../../types/kql-error.ts';
import type { CatalogSnapshot } from '../../types/schema.ts';
import { type AnalyzedCode, type GlobalState, languageService } from '../parse/service.ts';
import type { SyntaxNode } from '../parse/syntax-tree.ts';
import { acceptedForm } from './accepted-forms.ts';
import { buildGlobals } from './catalog.ts';
import { checkComplexity } from './complexity.ts';
import { checkDiagnostics } from './diagnostics.ts';
import { withFindPack } from './find-pack.ts';
import { checkPatterns } from './patterns.ts';

/** Binder states by catalog and database; a catalog that nobody holds any more takes its states with it. */
const states = new WeakMap<CatalogSnapshot, Map<string, GlobalState>>();

/** Parses and binds a query; throws KqlError when it is wrong or is a management command. */
export function analyzeQuery(text: string, catalog: CatalogSnapshot, database: string): SyntaxNode {
  checkComplexity(text, catalog, database);
  const code = analyzeText(text, catalog, database);
  if (code.Kind !== 'Query')
    throw new KqlError(
      'syntax',
      'SYN0002',
      'Syntax error: a query is expected here, not a management command.',
    );
  checkPatterns(code.Syntax);
  checkDiagnostics(code);
  return code.Syntax;
}

/** Calls on the results of calls; each takes another analysis. */
const maxRewrites = 10;

export function analyzeText(text: string, catalog: CatalogSnapshot, database: string): AnalyzedCode {
  const globals = globalsOf(catalog, database);
  let code = parseAndBind(text, globals);
  for (let rewrites = 0; rewrites < maxRewrites; rewrites++) {
    const accepted = acceptedForm(code);
    if (accepted === null) break;
    code = parseAndBind(accepted, globals);
  }
  return code;
}

function parseAndBind(text: string, globals: GlobalState): AnalyzedCode {
  try {
    return languageService().KustoCode.ParseAndAnalyze(withFindPack(text), globals);
  } catch (error) {
    if (error instanceof KqlError) throw error;
    throw unanalysed(error);
  }
}

/** The language service fails on a few names of JavaScript's own, e.g. a column `hasOwnProperty`. */
function unanalysed(cause: unknown): KqlError {
  const error = unsupported('A query that the language service cannot analyse');
  error.cause = cause;
  return error;
}

export function globalsOf(catalog: CatalogSnapshot, database: string): GlobalState {
  let byDatabase = states.get(catalog);
  if (byDatabase === undefined) {
    byDatabase = new Map();
    states.set(catalog, byDatabase);
  }
  let globals = byDatabase.get(database);
  if (globals === undefined) {
    globals = buildGlobals(catalog, database);
    byDatabase.set(database, globals);
  }
  return globals;
}
