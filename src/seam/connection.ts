import { SeamHttp } from '@seamapi/http';
import type { z } from 'zod';

import { isSeamError, SeamError, type SeamErrorFacts, type SeamErrorKind } from './errors.ts';
import { asRequestId, toSeamError } from './failures.ts';
import type { Call } from './port.ts';

/** Where Seam is, and how long one request may take. */
export interface ConnectionOptions {
  readonly apiKey: string;
  readonly endpoint: string;
  readonly clock: () => number;
  readonly requestTimeoutMs: number;
  /** Makes the client of one request; Seam's own, over HTTP, unless given. */
  readonly clientFor?: ((limits: RequestLimits) => SeamHttp) | undefined;
  /** Called once for each request, in the context of whoever asked. Must not throw. */
  readonly onAnswer?: ((answered: Answered) => void) | undefined;
}

/** What came of a request to Seam. Nothing of it is personal. */
export interface Answered extends Pick<
  SeamErrorFacts,
  'route' | 'status' | 'seamType' | 'requestId'
> {
  readonly outcome: 'answered' | SeamErrorKind;
  readonly tookMs: number;
}

/** What bounds one request. Milliseconds. */
export interface RequestLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Called with the id by which Seam's support finds the request, where it is answered with one. */
  readonly onRequestId?: (id: string | undefined) => void;
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
  const { clientFor = httpClients(options), onAnswer = () => undefined } = options;
  return {
    async ask(call, request, answer) {
      const now = options.clock();
      const timeoutMs = Math.min(options.requestTimeoutMs, call.deadline - now);
      let requestId: string | undefined;
      const onRequestId = (id: string | undefined): void => void (requestId = id);
      const unsent = request(clientFor({ ...call, timeoutMs, onRequestId }));
      const route = unsent.pathname;
      const tell = (outcome: Answered['outcome'], facts: Partial<SeamErrorFacts> = {}): void =>
        onAnswer({ ...facts, outcome, route, requestId, tookMs: options.clock() - now });
      try {
        if (timeoutMs <= 0 || call.signal?.aborted === true)
          throw new SeamError('not-sent', { route });
        const body = await answerTo(unsent, answer, options.clock);
        tell('answered');
        return body;
      } catch (error) {
        if (!isSeamError(error)) throw error;
        requestId ??= error.requestId;
        tell(error.kind, { status: error.status, seamType: error.seamType });
        throw error;
      }
    },
  };
}

async function answerTo<T>(
  unsent: UnsentRequest,
  answer: z.ZodType<T>,
  clock: () => number,
): Promise<T> {
  const route = unsent.pathname;
  let body: unknown;
  try {
    body = await unsent.fetchResponse();
  } catch (thrown) {
    throw toSeamError(thrown, route, clock());
  }
  const read = answer.safeParse(body);
  if (read.success) return read.data;
  throw new SeamError('unavailable', {
    route,
    malformedAt: read.error.issues[0]?.path.join('.') || 'the whole body',
  });
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
  return ({ timeoutMs, signal, onRequestId }) => {
    const timeout = Math.ceil(timeoutMs);
    const limits = { timeout, ...(signal === undefined ? {} : { signal }) };
    const request = async (config: object): Promise<Answer> => {
      const response: Answer = await client.request({ ...config, ...limits });
      onRequestId?.(asRequestId(response.headers['seam-request-id']));
      return response;
    };
    const limited = { defaults: client.defaults, request };
    return SeamHttp.fromClient(limited as Client, { waitForActionAttempt: false });
  };
}

type Client = SeamHttp['client'];

/** What of a response is passed on, and what of it is looked at. */
interface Answer {
  readonly headers: Readonly<Record<string, unknown>>;
}
