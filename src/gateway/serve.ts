import type { AddressInfo } from 'node:net';

import { rememberLines } from '../serving/open-lines.ts';

import { createGateway, type GatewayOptions } from './gateway.ts';

/** A gateway that listens. */
export interface RunningGateway {
  /** Where, such as "http://127.0.0.1:8090". */
  readonly url: string;
  /** Lets it finish what it answers, for 5 seconds at most. */
  close(): Promise<void>;
}

/** Where a gateway listens. */
export interface Place {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

const GRACE_MS = 5_000;

/**
 * Starts a gateway.
 *
 * @throws the system's own error with its code, if it cannot listen there
 */
export async function serveGateway(
  options: GatewayOptions,
  { host, port }: Place,
): Promise<RunningGateway> {
  const app = await createGateway(options);
  const hangUp = rememberLines(app.server);
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw error;
  }
  const { port: taken } = app.server.address() as AddressInfo;
  return {
    url: `${options.certificate === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    async close() {
      // Who waits for a verdict may ask again; who says nothing is not waited for.
      const impatience = setTimeout(hangUp, GRACE_MS);
      await app.close();
      clearTimeout(impatience);
    },
  };
}
