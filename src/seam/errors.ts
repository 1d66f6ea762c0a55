/**
 * What can go wrong at Seam, as far as this service tells it apart.
 * `rejected`: Seam understood and said no (4xx). `key-refused`: 401 or 403. `rate-limited`: 429.
 * `unavailable`: no clean answer, so that nobody knows whether it was done.
 * `not-sent`: the attempt's deadline had passed, or its cancellation had come; nothing was sent.
 */
export type SeamErrorKind =
  | 'rejected'
  | 'key-refused'
  | 'rate-limited'
  | 'unavailable'
  | 'not-sent';

/** What is known of a failure. All of it may be logged. */
export interface SeamErrorFacts {
  readonly route: string;
  readonly seamType?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly malformedAt?: string | undefined;
}

/**
 * The only error that leaves the Seam port. Its text is ours: the client library's own errors carry
 * the PIN, the e-mail and the API key, and are neither thrown, logged nor chained.
 */
export class SeamError extends Error {
  override readonly name = 'SeamError';
  readonly kind: SeamErrorKind;
  /** The route, such as "/acs/users/create". */
  readonly route: string;
  /** Seam's own error type, such as "acs_user_not_found", where it gave one. */
  readonly seamType: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Where an answer has another shape than Seam documents, such as "acs_user.created_at". */
  readonly malformedAt: string | undefined;

  constructor(kind: SeamErrorKind, facts: SeamErrorFacts) {
    super(describe(kind, facts));
    this.kind = kind;
    this.route = facts.route;
    this.seamType = facts.seamType;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
    this.malformedAt = facts.malformedAt;
  }
}

/** Whether an error is a SeamError, optionally of one kind. */
export function isSeamError(error: unknown, kind?: SeamErrorKind): error is SeamError {
  return error instanceof SeamError && (kind === undefined || error.kind === kind);
}

function describe(kind: SeamErrorKind, facts: SeamErrorFacts): string {
  const { route, seamType, status, malformedAt } = facts;
  const said = seamType ?? (status === undefined ? 'no clean answer' : `status ${status}`);
  const sentences: Record<SeamErrorKind, string> = {
    rejected: `Seam rejected ${route}: ${said}`,
    'key-refused': `Seam refused the API key at ${route}: ${said}`,
    'rate-limited': `Seam asked to slow down at ${route}`,
    unavailable:
      malformedAt === undefined
        ? `Seam gave no usable answer to ${route}: ${said}`
        : `Seam's answer to ${route} cannot be read at ${malformedAt}`,
    'not-sent': `${route} was not sent: the attempt was over`,
  };
  return sentences[kind];
}
