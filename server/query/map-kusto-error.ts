import { KustoDataErrors } from 'azure-kusto-data';
import { z } from 'zod';
import { AppError, type ProblemCode } from '#shared/errors.ts';

/** Kusto's error object, as it stands in a failed answer and in OneApiErrors. */
export const oneApiErrorSchema = z.object({
  code: z.string().default(''),
  message: z.string().default(''),
  '@type': z.string().optional(),
  '@message': z.string().optional(),
  '@permanent': z.boolean().optional(),
  innererror: z
    .object({
      code: z.string().optional(),
      '@errorCode': z.string().optional(),
      '@errorMessage': z.string().optional(),
    })
    .optional(),
});
export type OneApiError = z.infer<typeof oneApiErrorSchema>;

const failureSchema = z.object({
  code: z.string().optional(),
  response: z
    .object({
      status: z.number(),
      data: z.object({ error: oneApiErrorSchema }).optional().catch(undefined),
    })
    .optional(),
});

const timeoutCodes = new Set(['ECONNABORTED', 'ETIMEDOUT']);

/** The one place where a failure of azure-kusto-data becomes one of ours; the original is its cause. */
export function mapKustoError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof KustoDataErrors.ThrottlingError)
    return new AppError('throttled', 'Kusto is at its limit of concurrent requests.', { cause: error });
  if (error instanceof KustoDataErrors.KustoAuthenticationError)
    return new AppError('denied', 'Kusto does not accept the sign-in of this server.', { cause: error });
  const failure = failureSchema.safeParse(error);
  if (!failure.success || (failure.data.code === undefined && failure.data.response === undefined))
    return new AppError('internal', 'The request to Kusto failed inside its client.', { cause: error });
  const { code = '', response } = failure.data;
  if (!response)
    return timeoutCodes.has(code)
      ? new AppError('timeout', 'Kusto did not answer in time.', { cause: error })
      : new AppError('unreachable', "Kusto can't be reached.", { cause: error });
  const described = response.data?.error;
  if (!described)
    return new AppError(codeOfStatus(response.status), messageOfStatus(response.status), { cause: error });
  return describedError(described, codeOf(described, response.status), error);
}

/** The failure that an answer of HTTP 200 carries. */
export function mapOneApiError(described: OneApiError): AppError {
  return describedError(described, codeOf(described, 200), undefined);
}

function describedError(described: OneApiError, code: ProblemCode, cause: unknown): AppError {
  const message = described['@message'] ?? described.message;
  const inner = described.innererror?.['@errorMessage'];
  return new AppError(code, sentenceOf(inner ?? message), {
    ...(cause === undefined ? {} : { cause }),
    ...placeIn(message),
  });
}

const codesByName: Record<string, ProblemCode> = {
  BadRequest_SyntaxError: 'syntax',
  BadRequest_SemanticError: 'semantic',
  BadRequest_DatabaseNotExist: 'not-found',
  BadRequest_EntityNotFound: 'not-found',
  BadRequest_TableNotExist: 'semantic',
  Forbidden: 'denied',
  Unauthorized: 'denied',
  TooManyRequests: 'throttled',
  RequestExecutionTimeout: 'timeout',
  LimitsExceeded: 'truncated',
  LowMemoryCondition: 'truncated',
  NotSupported: 'unsupported',
};

function codeOf(described: OneApiError, status: number): ProblemCode {
  const inner = described.innererror?.['@errorCode'] ?? described.innererror?.code ?? '';
  if (inner.startsWith('SYN')) return 'syntax';
  if (inner.startsWith('SEM')) return 'semantic';
  const byName = codesByName[described.code];
  if (byName) return byName;
  const type = described['@type'] ?? '';
  if (type.endsWith('SyntaxException')) return 'syntax';
  if (type.endsWith('SemanticException')) return 'semantic';
  return codeOfStatus(status);
}

function codeOfStatus(status: number): ProblemCode {
  switch (status) {
    case 400:
      return 'bad-request';
    case 401:
    case 403:
      return 'denied';
    case 404:
      return 'not-found';
    case 409:
      return 'conflict';
    case 413:
      return 'truncated';
    case 429:
      return 'throttled';
    case 408:
    case 504:
      return 'timeout';
    case 502:
    case 503:
      return 'unreachable';
    default:
      return 'internal';
  }
}

function messageOfStatus(status: number): string {
  if (status === 401 || status === 403) return 'Kusto refuses the identity of this server.';
  return `Kusto answered with HTTP ${status}.`;
}

/** `[line:position=2:9]` in Kusto's messages: 1-based line and column. */
function placeIn(message: string): { line?: number; column?: number } {
  const match = /\[line:position=(\d+):(\d+)\]/.exec(message);
  if (!match) return {};
  return { line: Math.max(1, Number(match[1])), column: Math.max(1, Number(match[2])) };
}

/** Kusto's message without its preamble and without the text of the query, which viewers may not see. */
function sentenceOf(message: string): string {
  const line = message.split(/\r?\n/, 1)[0] ?? '';
  const sentence = line
    .replace(/^Request is invalid and cannot be (processed|executed)[:.]\s*/, '')
    .replace(/\.?\s*Query: '.*$/, '.')
    .replace(/\s*\[line:position=\d+:\d+\]/g, '')
    .trim();
  return sentence === '' ? 'Kusto refused the request without saying why.' : sentence.slice(0, 1_000);
}
