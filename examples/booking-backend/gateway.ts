/** Nightlatch's gateway, and the token that it knows this backend by. */
export interface Gateway {
  readonly url: string;
  /** None on the gateway's own machine. */
  readonly token: string | undefined;
}

/** What came of one request; no status if the line broke, and nobody knows whether it was received. */
export interface Answer {
  readonly status?: number;
  /** Seconds to wait before the next request, where the gateway says so. */
  readonly retryAfter?: number;
  readonly json: unknown;
}

/** The gateway answers a change within about a minute, in milliseconds. */
const ANSWERED_WITHIN_MS = 90_000;

/** Asks once. */
export async function ask(
  gateway: Gateway,
  method: string,
  path: string,
  more: { readonly key?: string; readonly body?: unknown } = {},
): Promise<Answer> {
  try {
    const answer = await fetch(gateway.url + path, {
      method,
      headers: {
        ...authorization(gateway),
        ...(more.key === undefined ? {} : { 'idempotency-key': more.key }),
        ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
      signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
    });
    const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
    const json: unknown = await answer.json().catch(() => ({}));
    return {
      status: answer.status,
      ...(Number.isFinite(seconds) ? { retryAfter: seconds } : {}),
      json,
    };
  } catch {
    return { json: {} };
  }
}

/** The header that says who asks. */
export function authorization({ token }: Gateway): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** The path of a stay. */
export function stayPath(booking: string): string {
  return `/stays/${encodeURIComponent(booking)}`;
}
