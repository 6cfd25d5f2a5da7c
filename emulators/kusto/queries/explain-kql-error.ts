import { KqlError } from '../types/kql-error.ts';
import { KustoError } from '../types/kusto-error.ts';

const shownText = 500;

/** The failure of a query as Kusto tells it: its text holds `Semantic error:` or `Syntax error:` (kusto-wire §6.1). */
export function explainKqlError(error: KqlError, text: string): KustoError {
  const isSyntax = error.kind === 'syntax';
  const label = isSyntax ? 'Syntax error' : 'Semantic error';
  const detail = error.message
    .replace(/^(?:Semantic|Syntax) error:\s*/, '')
    .replace(new RegExp(`^${error.code}:\\s*`), '')
    .replace(/\.$/, '');
  const query = text.length > shownText ? `${text.slice(0, shownText)}…` : text;
  const message = `Request is invalid and cannot be processed: ${label}: ${error.code}: ${detail}. Query: '${query}'`;
  const type = `Kusto.Data.Exceptions.${isSyntax ? 'SyntaxException' : 'SemanticException'}`;
  return new KustoError(isSyntax ? 'BadRequest_SyntaxError' : 'General_BadRequest', message, {
    inner: { code: error.code, message: detail, type },
    cause: error,
  });
}

/** Runs work on a query's text whose KqlErrors are to be told to the client. */
export function explaining<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof KqlError ? explainKqlError(error, text) : error;
  }
}
