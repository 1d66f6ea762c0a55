import { isStayError, type StayErrorType } from '../client/errors.ts';
import { isSeamError, type SeamErrorKind } from '../seam/errors.ts';

/** Where the page of every type of problem is. */
const PAGE = 'docs/api.md';

/** Seconds after which it is worth to ask again when something is away. */
const AGAIN_AFTER_S = 5;

/**
 * Every problem that the gateway answers with: its status, what it is called, and what to do. Nothing that a
 * caller said is quoted, and nothing of the machines behind the gateway is told: that stands in its log.
 */
export const PROBLEMS = {
  NotHttp: {
    status: 400,
    title: 'This is no HTTP that can be read.',
    detail: 'Send the request with an HTTP client.',
  },
  NotSigned: {
    status: 400,
    title: 'This is not signed by Seam with the secret that this gateway has, or too long ago.',
    detail:
      'Compare the secret of the webhook at Seam with the one that the gateway was given, and its clock.',
  },
  NoToken: {
    status: 401,
    title: 'There is no token in the request, or not one that is known.',
    detail: 'Send the header Authorization: Bearer <token>.',
  },
  ScopeMissing: {
    status: 403,
    title: 'The token does not allow this.',
    detail: 'Use a token with the scope that the route needs.',
  },
  NotFromHere: {
    status: 403,
    title: 'Without a tokens file the gateway answers this machine only, by a loopback address.',
    detail: 'Ask for http://127.0.0.1 or http://localhost, or give the gateway a tokens file.',
  },
  NoSuchRoute: {
    status: 404,
    title: 'There is no such route.',
    detail: 'The document at /openapi.json has all of them.',
  },
  NoSuchStay: {
    status: 404,
    title: 'There is no stay for this reservation.',
    detail:
      'Check the reservation id. A stay that ended long ago is forgotten; a cancellation with a revision is remembered, and after one without it a put that comes later opens.',
  },
  NoCredential: {
    status: 404,
    title: 'The stay has no credential at this moment.',
    detail: 'Look at the stay: it says what it waits for, or that it is held or has ended.',
  },
  MethodNotAllowed: {
    status: 405,
    title: 'This address is there, and takes no such method.',
    detail:
      'Use one of those that the header Allow has. A page in a browser cannot call the gateway (no CORS): have your backend call it.',
  },
  RequestTooSlow: {
    status: 408,
    title: 'The request did not come to its end within 15 seconds, or its headers within 10.',
    detail: 'Send it again at once.',
  },
  StayRefused: {
    status: 409,
    title: 'The reservation was refused when it was put.',
    detail: 'The answer to the put had the reason. Correct the reservation and put it again.',
  },
  StayTerminated: {
    status: 409,
    title: 'The stay was stopped from outside before its end.',
    detail: 'Put the reservation again if the guest shall have access.',
  },
  BodyTooLarge: {
    status: 413,
    title: 'The body is larger than 64 KB.',
    detail: 'Send the fields that the document at /openapi.json names, and nothing else.',
  },
  NotJson: {
    status: 415,
    title: 'The body is not JSON by its content type.',
    detail: 'Send the header Content-Type: application/json.',
  },
  BodyEncoded: {
    status: 415,
    title: 'The body is compressed, or otherwise encoded, as its Content-Encoding says.',
    detail: 'Send it as plain JSON in UTF-8, without the header Content-Encoding.',
  },
  MalformedInput: {
    status: 422,
    title: 'The request is malformed.',
    detail: 'Compare it with the document at /openapi.json.',
  },
  OtherReservationId: {
    status: 422,
    title: 'The body names another reservation than the path.',
    detail: 'The id in the path is the reservation’s; leave it out of the body, or say the same.',
  },
  OtherCommandId: {
    status: 422,
    title: 'The body has another command id than the header Idempotency-Key.',
    detail: 'Say it in the header alone, and leave commandId out of the body.',
  },
  TooManyRequests: {
    status: 429,
    title: 'Too many requests in a minute.',
    detail: 'Wait as many seconds as Retry-After says. Cancellations are not counted.',
  },
  TooManyReaders: {
    status: 429,
    title: 'This token already reads as many streams of events as one token may.',
    detail: 'Let one stream serve the whole program, and end those that are not read any more.',
  },
  HeadersTooLarge: {
    status: 431,
    title: 'The headers are larger than 16 KB.',
    detail: 'Send those that the document at /openapi.json names, and no cookies.',
  },
  NoRoomForReaders: {
    status: 503,
    title: 'This gateway already serves as many streams of events as it can.',
    detail: 'Try again later, or start another gateway: they keep nothing.',
  },
  TemporalAway: {
    status: 503,
    title: 'Temporal gives no answer, so nobody knows whether the stay received this.',
    detail: 'Send the same again, under the same Idempotency-Key: it has one effect.',
  },
  SeamAway: {
    status: 503,
    title: 'Seam gives no answer that can be used.',
    detail: 'Try again. The stay itself goes on.',
  },
  SeamNotConfigured: {
    status: 503,
    title: 'This gateway was not given Seam, so it cannot read credentials and entrances.',
    detail: 'Start it with SEAM_API_KEY.',
  },
  StayUnreadable: {
    status: 503,
    title: 'The stay is encrypted with a key that this gateway has not.',
    detail:
      'Give it the key ring of the workers in NIGHTLATCH_PAYLOAD_KEYS, and send the same again.',
  },
  UnexpectedError: {
    status: 500,
    title: 'Something failed that nobody foresaw.',
    detail: 'Send the same again, and report it with the number that is the instance.',
  },
} as const satisfies Readonly<
  Record<string, { readonly status: number; readonly title: string; readonly detail: string }>
>;

export type ProblemType = keyof typeof PROBLEMS;

/** An answer that is no verdict and no state: RFC 9457's problem details. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The number of this request, which stands in the gateway's log too. */
  readonly instance: string;
}

/** The gateway's own refusal of a request. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly type: ProblemType;
  readonly detail: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    type: ProblemType,
    more: { readonly detail?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(PROBLEMS[type].title);
    this.type = type;
    this.detail = more.detail;
    this.headers = more.headers ?? {};
  }
}

/** The body of a problem's answer. */
export function detailsOf(problem: Problem, instance: string): ProblemDetails {
  const { status, title, detail } = PROBLEMS[problem.type];
  const type = `${PAGE}#${problem.type.toLowerCase()}`;
  return { type, title, status, detail: problem.detail ?? detail, instance };
}

/** Makes a problem of whatever a route threw. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isStayError(error)) {
    // It names paths and rules, and no value; nor a field that is not known, whose name may be anything.
    const detail = `${error.message} ${PROBLEMS.MalformedInput.detail}`;
    return of(STAY_PROBLEMS[error.type], error.type === 'MalformedInput' ? { detail } : {});
  }
  if (isSeamError(error)) return of(SEAM_PROBLEMS[error.kind]);
  return new Problem(FASTIFY_PROBLEMS.get(codeOf(error)) ?? 'UnexpectedError');
}

function of(type: ProblemType, more: { readonly detail?: string } = {}): Problem {
  const isAway = PROBLEMS[type].status === 503;
  return new Problem(type, {
    ...more,
    ...(isAway ? { headers: { 'retry-after': String(AGAIN_AFTER_S) } } : {}),
  });
}

const STAY_PROBLEMS: Readonly<Record<StayErrorType, ProblemType>> = {
  NoSuchStay: 'NoSuchStay',
  MalformedInput: 'MalformedInput',
  StayRefused: 'StayRefused',
  StayTerminated: 'StayTerminated',
  NoCredential: 'NoCredential',
  SeamNotConfigured: 'SeamNotConfigured',
  CannotReachTemporal: 'TemporalAway',
  TemporalMisconfigured: 'TemporalAway',
  TemporalFailed: 'TemporalAway',
  PayloadUnreadable: 'StayUnreadable',
  // Only `erase` can meet them, which has no route.
  StayIsOpen: 'UnexpectedError',
  StayNotProven: 'UnexpectedError',
};

const SEAM_PROBLEMS: Readonly<Record<SeamErrorKind, ProblemType>> = {
  rejected: 'SeamAway',
  'key-refused': 'SeamAway',
  'rate-limited': 'SeamAway',
  unavailable: 'SeamAway',
  'not-sent': 'SeamAway',
};

/** What fastify itself refuses before a route is asked. */
const FASTIFY_PROBLEMS: ReadonlyMap<unknown, ProblemType> = new Map([
  ['FST_ERR_BAD_URL', 'NoSuchRoute'],
  ['FST_ERR_MAX_PARAM_LENGTH', 'NoSuchRoute'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'NotJson'],
]);

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
