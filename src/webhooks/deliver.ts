import type { Endpoint } from './endpoint.ts';
import { post } from './post.ts';
import { addressesOf, type Resolve } from './resolve.ts';
import { type Message, signedHeaders } from './signature.ts';

const WITHIN_MS = 15_000;
/** What a receiver asks to wait is heard up to a day. Milliseconds. */
const MOST_WAIT_MS = 86_400_000;

/** What became of one attempt. */
export type Delivery =
  | { readonly outcome: 'delivered'; readonly status: number }
  /** The receiver wants nothing any more. */
  | { readonly outcome: 'gone'; readonly status: 410 }
  | {
      readonly outcome: 'failed';
      /** Why, for people; quotes nothing of the receiver's. */
      readonly why: string;
      readonly status?: number;
      /** How long the receiver asks to wait. */
      readonly retryAfterMs?: number;
    };

/** What sends: who we say we are, the clock, the resolver. */
export interface Sender {
  readonly userAgent: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly resolve: Resolve;
  /** One attempt takes no longer, from the look-up of the name to the end of the answer: 15 seconds unless said. */
  readonly withinMs?: number;
}

/** Sends a message to an endpoint once. Never throws: what went wrong is the answer. */
export async function deliver(
  { userAgent, clock, resolve, withinMs = WITHIN_MS }: Sender,
  endpoint: Endpoint,
  message: Message,
): Promise<Delivery> {
  const signal = AbortSignal.timeout(withinMs);
  try {
    const addresses = await inTime(addressesOf(endpoint, resolve), signal);
    if (addresses === 'unknown') return failed('nobody knows the name of its host');
    if (addresses === 'private')
      return failed('its address is private, and the endpoint does not say "allowPrivate": true');
    const { url, secrets } = endpoint;
    const headers = {
      'content-type': 'application/json',
      'user-agent': userAgent,
      ...signedHeaders(message, secrets, clock()),
    };
    const { status, retryAfter } = await inTime(
      post({ url, addresses, headers, body: message.body, signal }),
      signal,
    );
    return judge(status, retryAfterMs(retryAfter, clock()));
  } catch (error) {
    return failed(
      signal.aborted ? `no answer in ${withinMs / 1_000} seconds` : `no connection${codeOf(error)}`,
    );
  }
}

function judge(status: number, retryMs: number | undefined): Delivery {
  if (status >= 200 && status < 300) return { outcome: 'delivered', status };
  if (status === 410) return { outcome: 'gone', status };
  const isRedirect = status >= 300 && status < 400;
  const why = isRedirect ? 'a redirect, which is not followed' : `the answer ${status}`;
  return { ...failed(why), status, ...(retryMs === undefined ? {} : { retryAfterMs: retryMs }) };
}

function failed(why: string) {
  return { outcome: 'failed', why } as const;
}

/** Seconds, or a date. */
function retryAfterMs(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(MOST_WAIT_MS, Math.max(0, ms));
}

/** The resolver of the system cannot be stopped, only left alone. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('out of time')), { once: true });
    work.then(resolve, reject);
  });
}

/** The system's or TLS's own word, such as ECONNREFUSED. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : '';
}
