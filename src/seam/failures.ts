import { isSeamHttpApiError } from '@seamapi/http';
import { z } from 'zod';

import { SeamError, type SeamErrorKind } from './errors.ts';
import { asCode } from './wire.ts';

/** What a failed request's answer says, in the shape in which Seam's client holds it. */
const failedRequest = z.object({
  response: z.object({
    status: z.number(),
    headers: z.object({
      'retry-after': z.string().optional().catch(undefined),
      'seam-request-id': z.string().optional().catch(undefined),
    }),
  }),
});

/**
 * Turns what Seam's client threw into one of our failures. The thrown error carries the API key,
 * the request and the answer, so nothing of it is kept but values that are known by their form.
 * `now` (epoch milliseconds) turns a `Retry-After` date into a wait.
 */
export function toSeamError(thrown: unknown, route: string, now: number): SeamError {
  const isSeams = isSeamHttpApiError(thrown);
  const failed = failedRequest.safeParse(isSeams ? thrown.cause : thrown);
  if (!failed.success) return new SeamError('unavailable', { route });

  const { status, headers } = failed.data.response;
  return new SeamError(kindOf(status, isSeams), {
    route,
    status,
    seamType: isSeams ? asSeamType(thrown.code) : undefined,
    requestId: asRequestId(headers['seam-request-id']),
    retryAfterMs: retryAfterMs(headers['retry-after'], now),
  });
}

function kindOf(status: number, isSeams: boolean): SeamErrorKind {
  if (status === 401 || status === 403) return 'key-refused';
  if (status === 429) return 'rate-limited';
  // 408: somebody gave up waiting, and Seam may still do it.
  if (status === 408 || status < 400 || status >= 500) return 'unavailable';
  // Without Seam's own body it is a proxy that speaks, and Seam may never have been asked.
  return isSeams ? 'rejected' : 'unavailable';
}

/** Seam has no error type that begins as its API keys do. */
function asSeamType(value: string): string | undefined {
  return value.startsWith('seam_') ? undefined : asCode(value);
}

/** Long, and without the underscore of an API key: neither a key nor a PIN passes for a request id. */
export function asRequestId(value: unknown): string | undefined {
  return typeof value === 'string' && /^(?=.*\d)[0-9A-Za-z-]{16,64}$/.test(value)
    ? value
    : undefined;
}

function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(value)) return Number(value) * 1000;
  // The parser of dates makes something of almost anything; an HTTP date ends like this.
  const until = value.endsWith(' GMT') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(until) ? undefined : Math.max(0, until - now);
}
