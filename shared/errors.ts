import { z } from 'zod';

/**
 * Every kind of failure that crosses a wire or is shown to a person.
 * `unreachable`, `timeout` and `throttled` are transient: the same call may succeed later.
 */
export const problemCodes = [
  'bad-request',
  'denied',
  'not-found',
  'conflict',
  'syntax',
  'semantic',
  'truncated',
  'timeout',
  'throttled',
  'unreachable',
  'unsupported',
  'internal',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** A failure as a person sees it: what happened, to what, what to do next; with its place in the KQL text if known. */
export const problemSchema = z.object({
  code: z.enum(problemCodes),
  message: z.string(),
  /** 1-based position in the query text as its author wrote it. */
  line: z.number().int().positive().optional(),
  column: z.number().int().positive().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

const transientCodes: ReadonlySet<ProblemCode> = new Set(['timeout', 'throttled', 'unreachable']);

/** True when the same call may succeed later without anybody changing anything. */
export function isTransient(code: ProblemCode): boolean {
  return transientCodes.has(code);
}

/** Base of every error that we throw on purpose; `cause` keeps the original. */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly code: ProblemCode;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(
    code: ProblemCode,
    message: string,
    options: { cause?: unknown; line?: number; column?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.line = options.line;
    this.column = options.column;
  }
}

/** The problem to show for anything thrown; an unknown error shows no internals (stack, query, path). */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof AppError)) {
    return {
      code: 'internal',
      message: 'Something failed inside Tidewatch. The server log has the details.',
    };
  }
  const { code, message, line, column } = error;
  return {
    code,
    message,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}
