import { KustoDataErrors } from 'azure-kusto-data';
import { expect, test } from 'vitest';
import type { ProblemCode } from '#shared/errors.ts';
import { mapKustoError } from './map-kusto-error.ts';

const answer = (status: number, error?: object) => ({
  code: 'ERR_BAD_REQUEST',
  response: { status, data: error ? { error } : '' },
});

test.each<[string, unknown, ProblemCode]>([
  ['a refused connection', { code: 'ECONNREFUSED' }, 'unreachable'],
  ['a broken connection', { code: 'ECONNRESET' }, 'unreachable'],
  ['a timeout of the client', { code: 'ECONNABORTED' }, 'timeout'],
  ['throttling', new KustoDataErrors.ThrottlingError('429', undefined), 'throttled'],
  ['a failed sign-in', new KustoDataErrors.KustoAuthenticationError('no', new Error('x'), 'p', {}), 'denied'],
  ['401 without a body', answer(401), 'denied'],
  ['403', answer(403, { code: 'Forbidden', message: 'no' }), 'denied'],
  ['504', answer(504, { code: 'RequestExecutionTimeout', message: 'late' }), 'timeout'],
  ['503', answer(503), 'unreachable'],
  ['an unknown database', answer(400, { code: 'BadRequest_DatabaseNotExist', message: 'no' }), 'not-found'],
  [
    'a syntax error by its inner code',
    answer(400, { code: 'General_BadRequest', message: '', innererror: { code: 'SYN0002' } }),
    'syntax',
  ],
  [
    'a semantic error by its inner code',
    answer(400, { code: 'General_BadRequest', message: '', innererror: { '@errorCode': 'SEM0100' } }),
    'semantic',
  ],
  [
    'a semantic error by its type',
    answer(400, {
      code: 'General_BadRequest',
      message: '',
      '@type': 'Kusto.Data.Exceptions.SemanticException',
    }),
    'semantic',
  ],
  ['any other bad request', answer(400, { code: 'General_BadRequest', message: 'bad' }), 'bad-request'],
  ['a bug', new TypeError('x is undefined'), 'internal'],
])('%s', (_name, error, code) => {
  expect(mapKustoError(error).code).toBe(code);
});

test('the message is that of Kusto, its place is read, and the original is kept as cause', () => {
  const original = answer(400, {
    code: 'General_BadRequest',
    message: 'Request is invalid',
    '@message':
      "Request is invalid and cannot be processed: Semantic error: SEM0100: 'x' is unknown [line:position=3:9]. Query: 'T | secret\n| more'",
    innererror: { code: 'SEM0100' },
  });
  const error = mapKustoError(original);
  expect(error).toMatchObject({ code: 'semantic', line: 3, column: 9, cause: original });
  expect(error.message).toBe("Semantic error: SEM0100: 'x' is unknown.");
});
