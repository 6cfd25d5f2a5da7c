export type KqlErrorKind = 'syntax' | 'semantic' | 'unsupported';

/** Where in the query text an error is; both count from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

/**
 * A query that cannot be compiled: it is not KQL (`syntax`), means nothing over this schema (`semantic`), or uses a
 * construct that this engine does not run (`unsupported`, the message names it). `code` is Kusto's, e.g. `SEM0100`.
 */
export class KqlError extends Error {
  override readonly name = 'KqlError';
  readonly kind: KqlErrorKind;
  readonly code: string;
  readonly position: TextPosition | null;

  constructor(kind: KqlErrorKind, code: string, message: string, position: TextPosition | null = null) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.position = position;
  }
}

/** The error with the place in the query's text that it is about, unless it names one already. */
export function withPosition(error: KqlError, position: TextPosition | null): KqlError {
  if (error.position !== null || position === null) return error;
  const place = `[line:position=${position.line}:${position.column}]`;
  return new KqlError(error.kind, error.code, `${error.message} ${place}`, position);
}

/** The error for a construct that is valid KQL but missing in this engine. */
export function unsupported(construct: string): KqlError {
  return new KqlError('unsupported', 'SEM0002', `${construct} is not supported by this emulator.`);
}

/** A query whose meaning is wrong in a way that the binder does not see. */
export function semanticError(code: string, message: string): KqlError {
  return new KqlError('semantic', code, message);
}
