import { TemporalFailure, type ApplicationFailure } from '@temporalio/common';

import { refuse, tryAgain } from '../src/contract/failures.ts';
import { isSeamError, type SeamError } from '../src/seam/errors.ts';

import { firstAttempt } from './attempt.ts';

const SECOND = 1_000;
const MOST_WAIT_MS = 300_000;
const KEY_WAIT_MS = 30_000;

/** What a step may leave behind when it fails: a refusal for good, or always another try. */
export type Persistence = 'may-be-refused' | 'never-gives-up';

/**
 * Runs a step and turns whatever it throws into one of our own failures. Raw errors carry names,
 * PINs and keys; nothing of theirs goes on but what {@link SeamError} allows.
 */
export async function ourFailures<R>(persistence: Persistence, step: () => Promise<R>): Promise<R> {
  try {
    return await step();
  } catch (error) {
    throw toFailure(error, persistence);
  }
}

function toFailure(error: unknown, persistence: Persistence): Error {
  if (isSeamError(error)) return fromSeam(error, persistence);
  if (error instanceof TemporalFailure) return error;
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return tryAgain('UnexpectedError', `The step failed with a ${name}.`, { afterMs: 10 * SECOND });
}

/** For how many milliseconds Seam asked to be left alone; undefined if it did not. */
export function waitAsked({ retryAfterMs }: SeamError): number | undefined {
  return retryAfterMs === undefined ? undefined : clamp(retryAfterMs, SECOND, MOST_WAIT_MS);
}

function fromSeam(error: SeamError, persistence: Persistence): ApplicationFailure {
  const { route, seamType, status, requestId } = error;
  const facts = { route, seamType, status, requestId };
  const asked = waitAsked(error);
  const wait = asked === undefined ? {} : { afterMs: asked };
  switch (error.kind) {
    case 'rejected':
      return persistence === 'may-be-refused'
        ? refuse('SeamRejected', error.message, { ...facts, ...firstAttempt() })
        : tryAgain('SeamRejected', error.message, { facts, ...wait });
    case 'key-refused':
      // A rotated key must not evict anybody: wait for the new one.
      return tryAgain('SeamKeyRefused', error.message, { facts, afterMs: KEY_WAIT_MS });
    case 'rate-limited':
      return tryAgain('SeamRateLimited', error.message, { facts, benign: true, ...wait });
    case 'unavailable':
    case 'not-sent':
      return tryAgain('SeamUnavailable', error.message, { facts, ...wait });
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
