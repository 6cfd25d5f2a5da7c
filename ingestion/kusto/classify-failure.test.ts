import { describe, expect, it } from 'vitest';
import { classifyFailure } from './classify-failure.ts';

const answered = (status: number, error: object | null) =>
  Object.assign(new Error(`Request failed with status code ${status}`), {
    code: 'ERR_BAD_REQUEST',
    response: { status, data: error === null ? '<html>' : { error } },
  });
const kusto = (code: string, permanent: boolean) => ({
  code,
  message: 'm',
  '@message': 'why',
  '@permanent': permanent,
});

describe('a failed ingestion', () => {
  it.each([
    ['bad rows', answered(400, kusto('BadRequest_InvalidData', true)), 'rejected'],
    ['too many bytes', answered(413, kusto('PayloadTooLarge', true)), 'rejected'],
    ['no such table', answered(400, kusto('BadRequest_TableNotExist', true)), 'refused'],
    ['no such mapping', answered(400, kusto('BadRequest_MappingReferenceWasNotFound', true)), 'refused'],
    [
      'no streaming policy',
      answered(400, kusto('BadRequest_StreamingIngestionPolicyNotEnabled', true)),
      'refused',
    ],
    ['no permission', answered(403, kusto('Forbidden', true)), 'refused'],
    ['no token', answered(401, null), 'refused'],
    ['no endpoint', answered(404, null), 'refused'],
    [
      'too many requests',
      Object.assign(new Error('throttled'), { inner: answered(429, kusto('TooManyRequests', false)) }),
      'busy',
    ],
    ['nobody listens', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'busy'],
    ['no such host', Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), 'busy'],
    ['a broken connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 'unknown'],
    ['no answer in time', Object.assign(new Error('timeout'), { code: 'ECONNABORTED' }), 'unknown'],
    ['a fault of the service', answered(520, kusto('Internal_ServiceError', false)), 'unknown'],
    ['a fault of a gateway', answered(502, null), 'unknown'],
    ['low memory', answered(400, kusto('LowMemoryCondition', false)), 'unknown'],
    ['a closed client', { message: 'Client Closed' }, 'unknown'],
    ['anything else', 'text', 'unknown'],
  ])('with %s', (_case, error, kind) => {
    expect(classifyFailure(error).kind).toBe(kind);
  });

  it('says what Kusto says', () => {
    expect(classifyFailure(answered(400, kusto('BadRequest_InvalidData', true))).message).toBe(
      'Kusto answers 400: why',
    );
  });
});
