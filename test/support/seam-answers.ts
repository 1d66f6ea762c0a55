import { errorInterceptor } from '@seamapi/http';

import type { Answer } from '../../sandbox/exchange.ts';

/** A request of Seam's client, as it hands it to whatever carries it. */
export interface ClientRequest {
  readonly url: string;
  readonly method: string;
  readonly data?: unknown;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** An answer as Seam's client gets it: what is not 2xx is an error of its own making. */
export async function readAnswer({
  status,
  headers,
  body,
}: Answer): Promise<{ readonly data: unknown }> {
  const data = typeof body === 'string' ? body : toWire(body);
  if (status < 300) return { data };
  const error = new Error(`Request failed with status code ${status}`);
  const response = { status, headers, data };
  await errorInterceptor(Object.assign(error, { isAxiosError: true, response }));
  throw error;
}

/** What Seam's client meets where no answer comes: `code` is that of the socket. */
export function brokenOff(code: string): Error {
  return Object.assign(new Error(code), { isAxiosError: true, code });
}

/** A value as JSON carries it. */
export function toWire(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
