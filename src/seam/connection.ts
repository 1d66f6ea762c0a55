import { SeamHttp } from '@seamapi/http';
import type { z } from 'zod';

import { SeamError } from './errors.ts';
import { toSeamError } from './failures.ts';
import type { Call } from './port.ts';

/** Where Seam is, and how long one request may take. */
export interface ConnectionOptions {
  readonly apiKey: string;
  readonly endpoint: string;
  readonly clock: () => number;
  readonly requestTimeoutMs: number;
}

/** A request of Seam's client that has not been sent yet. */
export interface UnsentRequest {
  readonly pathname: string;
  fetchResponse(): Promise<unknown>;
  withPageCursor(cursor: string): UnsentRequest;
}

/** One request and its answer. */
export interface Connection {
  /**
   * Sends one request, once, and reads from its answer what `answer` describes. It is given up
   * after the request timeout or at the call's deadline (milliseconds), whichever comes first.
   * Throws only {@link SeamError}s.
   */
  ask<T>(call: Call, request: (seam: SeamHttp) => UnsentRequest, answer: z.ZodType<T>): Promise<T>;
}

/** A connection over Seam's own client, with everything switched off that it does by itself. */
export function openConnection(options: ConnectionOptions): Connection {
  return {
    async ask(call, request, answer) {
      const now = options.clock();
      const timeout = Math.min(options.requestTimeoutMs, call.deadline - now);
      const unsent = request(clientFor(call, timeout, options));
      const route = unsent.pathname;
      if (timeout <= 0 || call.signal?.aborted === true) throw new SeamError('not-sent', { route });

      let body: unknown;
      try {
        body = await unsent.fetchResponse();
      } catch (thrown) {
        throw toSeamError(thrown, route, options.clock());
      }
      const read = answer.safeParse(body);
      if (read.success) return read.data;
      throw new SeamError('unavailable', {
        route,
        malformedAt: read.error.issues[0]?.path.join('.') || 'the whole body',
      });
    },
  };
}

/** Seam's client takes a timeout and a signal for all its requests only, so each request has its own. */
function clientFor(call: Call, timeout: number, options: ConnectionOptions): SeamHttp {
  return new SeamHttp({
    apiKey: options.apiKey,
    endpoint: options.endpoint,
    timeout: Math.ceil(timeout),
    waitForActionAttempt: false,
    // Temporal retries, so that every attempt is seen and none runs past the step's deadline.
    axiosRetryOptions: { retries: 0 },
    axiosOptions: {
      // A redirect would take the API key and the guest's data to a host nobody has configured.
      maxRedirects: 0,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    },
  });
}
