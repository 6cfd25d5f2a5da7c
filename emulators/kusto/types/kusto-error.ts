interface ErrorKind {
  status: number;
  permanent: boolean;
  type: string;
  message: string;
}

const badRequest: ErrorKind = {
  status: 400,
  permanent: true,
  type: 'Kusto.Data.Exceptions.KustoBadRequestException',
  message: 'Request is invalid and cannot be executed.',
};

/** Codes of the data plane (Kusto docs, kusto-data-client-errors.md) with their HTTP status and whether a retry can help. */
const errorKinds = {
  General_BadRequest: badRequest,
  BadRequest_SyntaxError: badRequest,
  BadRequest_DatabaseNotExist: badRequest,
  BadRequest_TableNotExist: badRequest,
  BadRequest_EntityNotFound: badRequest,
  BadRequest_EntityAlreadyExists: badRequest,
  BadRequest_MappingReferenceWasNotFound: badRequest,
  BadRequest_InvalidMapping: badRequest,
  BadRequest_FormatNotSupported: badRequest,
  BadRequest_EntityNameIsNotValid: badRequest,
  BadRequest_StreamingIngestionPolicyNotEnabled: badRequest,
  BadRequest_InvalidData: badRequest,
  BadRequest_NotSupported: badRequest,
  BadRequest_UpdatePolicyFailure: badRequest,
  Conflict: {
    status: 409,
    permanent: false,
    type: 'Kusto.Data.Exceptions.KustoConflictException',
    message: 'The request is in conflict with the state of the service.',
  },
  UpdatePolicyFailure: {
    status: 400,
    permanent: false,
    type: 'Kusto.Data.Exceptions.KustoServiceException',
    message: 'An update policy failed.',
  },
  Forbidden: {
    status: 403,
    permanent: true,
    type: 'Kusto.Data.Exceptions.KustoRequestDeniedException',
    message: 'The request is denied.',
  },
  NotFound: {
    status: 404,
    permanent: true,
    type: 'Kusto.Data.Exceptions.KustoServicePartialQueryFailureException',
    message: 'The requested resource was not found.',
  },
  PayloadTooLarge: {
    status: 413,
    permanent: true,
    type: 'Kusto.Data.Exceptions.KustoRequestPayloadTooLargeException',
    message: 'The request payload exceeds the limit.',
  },
  TooManyRequests: {
    status: 429,
    permanent: false,
    type: 'Kusto.Data.Exceptions.KustoRequestThrottledException',
    message: 'The request is throttled.',
  },
  RequestExecutionTimeout: {
    status: 504,
    permanent: false,
    type: 'Kusto.Data.Exceptions.KustoServiceTimeoutException',
    message: 'The request execution timed out.',
  },
  LimitsExceeded: {
    status: 400,
    permanent: false,
    type: 'Kusto.Data.Exceptions.KustoServicePartialQueryFailureLimitsExceededException',
    message: 'Query execution has exceeded the allowed limits.',
  },
  LowMemoryCondition: {
    status: 400,
    permanent: false,
    type: 'Kusto.Data.Exceptions.KustoServicePartialQueryFailureLowMemoryConditionException',
    message: 'Query execution lacks memory resources to complete.',
  },
  RequestCanceled: {
    status: 400,
    permanent: true,
    type: 'Kusto.Data.Exceptions.KustoOperationCanceledException',
    message: 'The request was canceled.',
  },
  Internal_ServiceError: {
    status: 520,
    permanent: false,
    type: 'Kusto.Data.Exceptions.KustoServiceException',
    message: 'The service found an error while processing the request.',
  },
} satisfies Record<string, ErrorKind>;

export type KustoErrorCode = keyof typeof errorKinds;

/** The finer code inside an error, e.g. `SEM0100` with its own sentence. */
export interface InnerError {
  code: string;
  message: string;
  type: string;
}

/** A failure that is answered to the client: `message` is what Kusto calls `@message`. */
export class KustoError extends Error {
  override readonly name = 'KustoError';
  readonly code: KustoErrorCode;
  readonly inner: InnerError | undefined;

  constructor(code: KustoErrorCode, message: string, options: { inner?: InnerError; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.inner = options.inner;
  }

  get kind(): ErrorKind {
    return errorKinds[this.code];
  }
}
