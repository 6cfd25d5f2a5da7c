import type { ServerResponse } from 'node:http';
import { KustoError } from '../types/kusto-error.ts';
import type { RequestContext } from './request-context.ts';
import { sendJson } from './send-json.ts';

/** A longer query is cut where an error repeats it. */
const shownTextLength = 64 * 1024;

export interface FailedRequest {
  activityType: string;
  text: string;
  database: string;
}

/** The error object of a failed request (kusto-wire §6.1); an unknown error tells nothing of its insides. */
export function errorBody(
  error: unknown,
  context: RequestContext,
  request: FailedRequest,
): { error: Record<string, unknown> } {
  const known = error instanceof KustoError ? error : internalError();
  const { permanent, type, message } = known.kind;
  const place = errorContext(context, request.activityType);
  const inner = known.inner && {
    code: known.inner.code,
    message: known.inner.message,
    '@type': known.inner.type,
    '@message': innerMessage(known.message),
    '@context': place,
    '@permanent': permanent,
    '@errorCode': known.inner.code,
    '@errorMessage': known.inner.message,
  };
  return {
    error: {
      code: known.code,
      message,
      '@type': type,
      '@message': known.message,
      '@context': place,
      '@permanent': permanent,
      '@text': request.text.slice(0, shownTextLength),
      '@database': request.database,
      '@ClientRequestLogger': '',
      ...(inner === undefined ? {} : { innererror: inner }),
    },
  };
}

/** Answers a failed request with its status and error body. */
export async function sendError(
  response: ServerResponse,
  error: unknown,
  context: RequestContext,
  request: FailedRequest,
): Promise<void> {
  const status = error instanceof KustoError ? error.kind.status : internalError().kind.status;
  await sendJson(response, status, [JSON.stringify(errorBody(error, context, request))]);
}

function internalError(): KustoError {
  return new KustoError('Internal_ServiceError', 'The emulator failed inside; its log has the details.');
}

function innerMessage(message: string): string {
  return message.replace(/^Request is invalid and cannot be processed: /, '');
}

function errorContext(context: RequestContext, activityType: string): Record<string, unknown> {
  const { activityId, clientRequestId } = context;
  return {
    timestamp: new Date().toISOString(),
    serviceAlias: 'KUSTO-EMULATOR',
    machineName: 'localhost',
    processName: 'kusto-emulator',
    processId: 0,
    threadId: 0,
    clientRequestId,
    activityId,
    subActivityId: activityId,
    activityType,
    parentActivityId: activityId,
    activityStack: `(Activity stack: CRID=${clientRequestId} ARID=${activityId} > ${activityType}/${activityId})`,
  };
}
