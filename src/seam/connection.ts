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
  /** Makes the client of one request; Seam's own, over HTTP, unless given. */
  readonly clientFor?: ((limits: RequestLimits) => SeamHttp) | undefined;
}

/** What bounds one request. Milliseconds. */
export interface RequestLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
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
  const { clientFor = httpClients(options) } = options;
  return {
    async ask(call, request, answer) {
      const now = options.clock();
      const timeoutMs = Math.min(options.requestTimeoutMs, call.deadline - now);
      const unsent = request(clientFor({ ...call, timeoutMs }));
      const route = unsent.pathname;
      if (timeoutMs <= 0 || call.signal?.aborted === true)
        throw new SeamError('not-sent', { route });

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

/**
 * Seam's client takes a timeout and a signal for all its requests only. To make one for each request takes
 * longer than to send it: here one sends all of them, over connections that are kept, each with its own limits.
 */
function httpClients({ apiKey, endpoint }: ConnectionOptions): (limits: RequestLimits) => SeamHttp {
  const { client } = new SeamHttp({
    apiKey,
    endpoint,
    waitForActionAttempt: false,
    // Temporal retries, so that every attempt is seen and none runs past the step's deadline.
    axiosRetryOptions: { retries: 0 },
    axiosOptions: {
      // A redirect would take the API key and the guest's data to a host nobody has configured.
      maxRedirects: 0,
    },
  });
  return ({ timeoutMs, signal }) => {
    const timeout = Math.ceil(timeoutMs);
    const request: Client['request'] = (config) =>
      client.request({ ...config, timeout, ...(signal === undefined ? {} : { signal }) });
    const limited: Pick<Client, 'defaults' | 'request'> = { defaults: client.defaults, request };
    return SeamHttp.fromClient(limited as Client, { waitForActionAttempt: false });
  };
}

type Client = SeamHttp['client'];
