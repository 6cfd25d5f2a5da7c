import { z } from 'zod';

/**
 * Why Kusto did not acknowledge an ingestion:
 * - `rejected`: it will never take these rows; others may be fine.
 * - `refused`: it takes no rows of this table, e.g. the table or a permission is missing. Nothing is stored.
 * - `busy`: it did not get or did not begin the request. Nothing is stored; the same request may succeed later.
 * - `unknown`: nobody knows whether the rows are stored.
 */
export interface IngestFailure {
  kind: 'rejected' | 'refused' | 'busy' | 'unknown';
  message: string;
}

/** Permanent errors that are not about the rows (Kusto docs, kusto-data-client-errors.md). */
const setupCodes: ReadonlySet<string> = new Set([
  'BadRequest_DatabaseNotExist',
  'BadRequest_TableNotExist',
  'BadRequest_EntityNotFound',
  'BadRequest_MappingReferenceWasNotFound',
  'BadRequest_InvalidMapping',
  'BadRequest_FormatNotSupported',
  'BadRequest_StreamingIngestionPolicyNotEnabled',
]);
const notSentCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

/** Of what the SDK throws (an AxiosError, or a ThrottlingError around one), the parts that tell what happened. */
const failureSchema = z.object({
  message: z.string(),
  code: z.string().optional(),
  response: z
    .object({
      status: z.number(),
      data: z
        .object({ error: z.record(z.string(), z.unknown()) })
        .optional()
        .catch(undefined),
    })
    .optional(),
});
const wrapperSchema = z.object({ inner: failureSchema });

export function classifyFailure(error: unknown): IngestFailure {
  const inner = wrapperSchema.safeParse(error);
  const failure = inner.success ? inner.data.inner : failureSchema.safeParse(error).data;
  if (failure === undefined) return { kind: 'unknown', message: String(error) };
  const { code, response } = failure;
  if (response === undefined) {
    const kind = code !== undefined && notSentCodes.has(code) ? 'busy' : 'unknown';
    return { kind, message: `Kusto does not answer: ${code ?? failure.message}` };
  }
  const { status } = response;
  const details = response.data?.error ?? {};
  const text = details['@message'] ?? details.message ?? failure.message;
  const message = `Kusto answers ${status}: ${typeof text === 'string' ? text : failure.message}`;
  if (status === 429) return { kind: 'busy', message };
  if (status === 401 || status === 403 || status === 404) return { kind: 'refused', message };
  if (status === 413) return { kind: 'rejected', message };
  if (details['@permanent'] !== true || status >= 500) return { kind: 'unknown', message };
  return { kind: setupCodes.has(String(details.code)) ? 'refused' : 'rejected', message };
}
