import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

import type { Endpoint } from './endpoint.ts';
import { isPublicAddress } from './public-address.ts';

/** An address of a receiver that was checked, and that is the one to connect to. */
export interface Resolved {
  readonly address: string;
  readonly family: number;
}

/** The addresses of a host name, as the system's resolver tells them. */
export type Resolve = (host: string) => Promise<readonly Resolved[]>;

/** Asks the system's resolver. */
export const resolveBySystem: Resolve = (host) => lookup(host, { all: true });

/**
 * Looks up where an endpoint is, and checks it. A name of which only one address is private is refused as a
 * whole: whoever makes such a name wants us to try that one.
 *
 * @returns `private` where it is not allowed by name, `unknown` where nobody knows the name
 */
export async function addressesOf(
  { url, allowPrivate }: Pick<Endpoint, 'url' | 'allowPrivate'>,
  resolve: Resolve,
): Promise<readonly [Resolved, ...Resolved[]] | 'private' | 'unknown'> {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(host);
  const [first, ...others] =
    family === 0 ? await resolve(host).catch(() => []) : [{ address: host, family }];
  if (first === undefined) return 'unknown';
  const found = [first, ...others] as const;
  return allowPrivate || found.every(({ address }) => isPublicAddress(address)) ? found : 'private';
}
