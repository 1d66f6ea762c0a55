import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { isJson } from './body.ts';
import { Problem } from './problem.ts';
import { allows, type Scope } from './scopes.ts';
import { findToken, type TokenEntry } from './tokens.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token needs for the route; absent where nobody needs one. */
    readonly scope?: Scope;
    /** Asked by machines that look whether this one is well: never counted. */
    readonly isHealth?: true;
    /** Who asks from this machine itself needs no token; read by machines, it is in no log. */
    readonly isForThisMachine?: true;
    /** Who sends it shows by a signature who it is; its route counts those that do not. */
    readonly isSigned?: true;
  }
  interface FastifyRequest {
    /** The name of the token, for the log; absent where none was needed or known. */
    caller?: string;
    /** Whether the token still allows what it was let in for; absent where none is needed. */
    mayStill?: () => Promise<boolean>;
  }
}

/** How many requests in a minute are answered. */
export interface Limits {
  /** Of one token, cancellations not counted; without a tokens file, of this machine. */
  readonly requests: number;
  /** Of one address, without a token that is known. */
  readonly strangers: number;
}

/** Far more than a backend sends, and less than keeps a gateway from its other callers. */
export const LIMITS: Limits = { requests: 3_000, strangers: 300 };

/** Who may call: those with a token of the list, or without a list this machine alone. */
export type Tokens = (() => Promise<readonly TokenEntry[]>) | undefined;

type Bearer = Pick<TokenEntry, 'name' | 'scopes'>;

/** Whoever calls a gateway without a tokens file from its own machine. */
const HERE: Bearer = { name: 'this machine', scopes: ['desk'] };

/**
 * Lets nobody pass who may not, before anything of a body is read. Whoever fails to log in, or floods, is
 * counted by address or by token, and costs no other; a cancellation with a good token always passes.
 */
export async function guard(
  app: FastifyInstance,
  tokens: Tokens,
  limits: Limits,
): Promise<CountStranger> {
  await app.register(rateLimit, { global: false, timeWindow: 60_000 });
  const ofStrangers = app.createRateLimit({ max: limits.strangers });
  const ofCallers = app.createRateLimit({
    max: limits.requests,
    keyGenerator: ({ caller = '' }: FastifyRequest) => caller,
  });
  app.addHook('onRequest', async (request) => {
    if (tokens === undefined) expectLocal(request);
    const { scope, isHealth, isSigned, isForThisMachine } = request.routeOptions.config;
    if (isHealth === true || isSigned === true) return;
    if (isForThisMachine === true && isFromHere(request)) return;
    if (scope === undefined) {
      await count(ofStrangers, request);
      return;
    }
    const entry = tokens === undefined ? HERE : await login(request, await tokens(), ofStrangers);
    request.caller = entry.name;
    const isAllowed = allows(entry.scopes, scope);
    // Only a cancellation that is obeyed is not counted.
    if (request.method !== 'DELETE' || !isAllowed) await count(ofCallers, request);
    if (!isAllowed) throw lacking(scope);
    if (tokens !== undefined) {
      request.mayStill = async () => {
        const now = entryOf(request, await tokens());
        return now !== undefined && allows(now.scopes, scope);
      };
    }
  });
  return (request) => count(ofStrangers, request);
}

/**
 * Counts somebody who did not show who it is.
 *
 * @throws Problem `TooManyRequests`
 */
export type CountStranger = (request: FastifyRequest) => Promise<void>;

type Limiter = ReturnType<FastifyInstance['createRateLimit']>;

async function login(
  request: FastifyRequest,
  tokens: readonly TokenEntry[],
  strangers: Limiter,
): Promise<Bearer> {
  const entry = entryOf(request, tokens);
  if (entry !== undefined) return entry;
  await count(strangers, request);
  throw new Problem('NoToken', { headers: { 'www-authenticate': 'Bearer' } });
}

function lacking(scope: Scope): Problem {
  const challenge = `Bearer error="insufficient_scope", scope="${scope}"`;
  return new Problem('ScopeMissing', { headers: { 'www-authenticate': challenge } });
}

function entryOf(
  { headers }: FastifyRequest,
  tokens: readonly TokenEntry[],
): TokenEntry | undefined {
  const presented = /^Bearer +([!-~]+) *$/i.exec(headers.authorization ?? '')?.[1];
  return presented === undefined ? undefined : findToken(tokens, presented);
}

async function count(limiter: Limiter, request: FastifyRequest): Promise<void> {
  const counted = await limiter(request);
  if (counted.isAllowed || !counted.isExceeded) return;
  throw new Problem('TooManyRequests', {
    headers: { 'retry-after': String(Math.max(1, counted.ttlInSeconds)) },
  });
}

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
/** What a web page can send to another's address without asking first. */
const SIMPLE_METHODS = ['POST', 'PUT', 'PATCH'];
/** What a proxy adds that hands on what somebody else asked. */
const OF_A_PROXY = /^(?:forwarded|via|x-forwarded-.+|x-real-ip)$/;

/**
 * Where nobody needs a token, a web page in a browser on this machine is a caller too. It cannot say that its
 * body is JSON, nor send a DELETE, without asking first, which nobody allows; and a name of its own that
 * leads here is not ours. Nor is a proxy on this machine local, which hands on what the world asks.
 */
function expectLocal(request: FastifyRequest): void {
  if (!isFromHere(request)) throw new Problem('NotFromHere');
  if (SIMPLE_METHODS.includes(request.method) && !isJson(request)) throw new Problem('NotJson');
}

function isFromHere({ headers, socket }: FastifyRequest): boolean {
  const isLocal = LOOPBACK.test(socket.remoteAddress ?? '') && LOCAL_HOST.test(headers.host ?? '');
  return isLocal && !Object.keys(headers).some((name) => OF_A_PROXY.test(name));
}
