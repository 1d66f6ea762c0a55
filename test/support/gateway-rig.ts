import { afterEach } from 'vitest';

import { StayClient } from '../../src/client/index.ts';
import type { Answered, Patience } from '../../src/gateway/gateway.ts';
import type { Limits } from '../../src/gateway/guard.ts';
import { type Scope, SCOPES } from '../../src/gateway/scopes.ts';
import { type RunningGateway, serveGateway } from '../../src/gateway/serve.ts';
import type { FeedSettings } from '../../src/gateway/stay-feed.ts';
import { newToken, type TokenEntry } from '../../src/gateway/tokens.ts';
import type { ServedCertificate } from '../../src/serving/served-certificate.ts';
import type { IsTrustedProxy } from '../../src/serving/trusted-proxies.ts';

/** One token for each scope, which may do that alone. */
export const TOKENS = Object.fromEntries(
  SCOPES.map((scope) => [scope, newToken(scope.replace(':', '-'), [scope])]),
) as Record<Scope, ReturnType<typeof newToken>>;

/** What a gateway of the tests is made of, if not of what it has by itself. */
interface Wanted {
  readonly stays?: StayClient;
  /** By default one for each scope; null is a gateway without a tokens file. */
  readonly tokens?: (() => Promise<readonly TokenEntry[]>) | null;
  readonly limits?: Limits;
  readonly patience?: Patience;
  readonly feed?: Partial<FeedSettings>;
  readonly seamWebhookSecret?: string;
  readonly certificate?: ServedCertificate;
  readonly isTrustedProxy?: IsTrustedProxy;
}

/** A gateway that listens, and what it noted. */
export interface GatewayRig extends RunningGateway {
  readonly answered: readonly Answered[];
  /** Sends a request with the token of that scope. */
  call(request: Sent): Promise<Response>;
}

/** A request of a test. */
export interface Sent {
  readonly method?: string;
  readonly path: string;
  /** The scope of the token; none is a request without one. */
  readonly as?: Scope;
  /** As JSON, with its content type. */
  readonly json?: unknown;
  readonly body?: RequestInit['body'];
  readonly headers?: Readonly<Record<string, string>>;
}

const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()));
});

/** A client of a Temporal that is away: what passes every check of the gateway is answered 503 soon. */
export function lonelyClient(): StayClient {
  return StayClient.onDemand({ connection: { address: '127.0.0.1:9', connectTimeout: 50 } });
}

/** Starts a gateway, which ends with its story. Without a client its Temporal is away. */
export async function openGateway(wanted: Wanted = {}): Promise<GatewayRig> {
  const { tokens: told, ...rest } = wanted;
  const known = Object.values(TOKENS).map(({ entry }) => entry);
  const tokens = told === null ? undefined : (told ?? (async () => known));
  const answered: Answered[] = [];
  const running = await serveGateway(
    {
      stays: lonelyClient(),
      version: '1.0.0',
      limits: { requests: 10_000, strangers: 10_000 },
      ...rest,
      tokens,
      onAnswer: (one) => void answered.push(one),
    },
    { host: '127.0.0.1', port: 0 },
  );
  opened.push(() => running.close());
  return {
    ...running,
    answered,
    call: ({ method = 'GET', path, as, json, body, headers }) =>
      fetch(running.url + path, {
        method,
        headers: {
          ...(as === undefined ? {} : { authorization: `Bearer ${TOKENS[as].token}` }),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
        ...(body === undefined ? {} : { body }),
      }),
  };
}

/** The name of the problem that an answer has. */
export async function problemIn(answer: Response): Promise<string> {
  const { type } = (await answer.json()) as { readonly type: string };
  return type.replace(/^docs\/api\.md#/, '');
}

/** A booking that every check of the contract lets pass. */
export const BOOKING = {
  listingId: 'loft',
  guest: { fullName: 'Ada Guest' },
  checkIn: '2031-05-01',
  checkOut: '2031-05-04',
};
