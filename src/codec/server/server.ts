import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';

import { rememberLines } from '../../serving/open-lines.ts';
import type { ServedCertificate } from '../../serving/served-certificate.ts';
import type { IsTrustedProxy } from '../../serving/trusted-proxies.ts';
import { payloadCodec } from '../payload-codec.ts';
import type { RingSource } from '../ring-file.ts';

import { type CodecAccess, holderOf } from './access.ts';
import { cookieOf, LOGIN_PAGE, tokenInCookies } from './cookie.ts';
import { decodeBody } from './decode.ts';

/** What a codec server works with. */
export interface CodecServerOptions {
  readonly ring: RingSource;
  /** As it is by now; throws where it cannot be used: then nobody is served. */
  readonly access: () => CodecAccess;
  /** Takes one line per decode and per refusal: who, which workflows, never what. */
  readonly audit: (line: Readonly<Record<string, unknown>>) => void;
  readonly host: string;
  readonly port: number;
  /** Without it the server speaks HTTP. */
  readonly certificate?: ServedCertificate | undefined;
  /** Who may say that a browser came by HTTPS; without it nobody. */
  readonly isTrustedProxy?: IsTrustedProxy | undefined;
}

/** A codec server that listens. */
export interface CodecServer {
  readonly port: number;
  close(): Promise<void>;
}

const MOST_BYTES = 10_000_000;
/** Of whoever has not shown a token yet. */
const MOST_BYTES_OF_A_LOGIN = 4_096;
const WITHIN_MS = 30_000;
const HEADERS = 'authorization, content-type, x-namespace';
const NAMESPACE = /^[\w.-]{1,255}$/;

/** Serves Temporal's remote codec protocol: `/decode` alone, to whoever has a token. Throws what listening throws. */
export async function serveCodec(options: CodecServerOptions): Promise<CodecServer> {
  const server = openServer(options.certificate, (request, response) => {
    void answer(options, request, response).catch((error: unknown) => {
      options.audit({ event: 'failed', why: error instanceof Error ? error.name : 'unknown' });
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const hangUp = rememberLines(server);
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(options.port, options.host, listening.resolve);
  await listening.promise;
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      hangUp();
      await closed.promise;
    },
  };
}

function openServer(certificate: ServedCertificate | undefined, listener: RequestListener) {
  const limits = { requestTimeout: WITHIN_MS };
  if (certificate === undefined) return createServer(limits, listener);
  const server = createSecureServer(
    { ...limits, ...certificate.options, handshakeTimeout: WITHIN_MS },
    listener,
  );
  certificate.keepUp(server);
  return server;
}

async function answer(
  options: CodecServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  if (path === '/healthz') return end(response, 200, 'ok\n');
  const access = options.access();
  if (path === '/login') return login(access, options, request, response);
  const place = /^(?:\/([^/]+))?\/decode$/.exec(path);
  if (place === null) return end(response, 404, 'Not found\n');
  const { origin } = request.headers;
  response.setHeader('vary', 'origin');
  if (origin !== undefined) {
    if (!access.origins.includes(origin)) {
      options.audit({ event: 'refused', why: 'origin' });
      return end(response, 403, 'This origin is not named in the access file\n');
    }
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-credentials', 'true');
  }
  if (request.method === 'OPTIONS') {
    response.setHeader('access-control-allow-methods', 'POST, OPTIONS');
    response.setHeader('access-control-allow-headers', HEADERS);
    return end(response, 204, '');
  }
  if (request.method !== 'POST') return end(response, 405, 'POST only\n');
  return decode(access, options, request, response, place[1]);
}

async function decode(
  access: CodecAccess,
  { ring, audit }: CodecServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  named: string | undefined,
): Promise<void> {
  const who = callerOf(access, request);
  if (who === undefined) {
    audit({ event: 'refused', why: 'token' });
    return end(response, 401, 'A token of this codec server is needed: /login\n');
  }
  const namespace = String(request.headers['x-namespace'] ?? named ?? '');
  if (!NAMESPACE.test(namespace)) return end(response, 400, 'X-Namespace is needed\n');
  const text = await bodyOf(request, MOST_BYTES);
  if (text === undefined) return end(response, 413, 'Too much\n');
  const decoded = await decodeBody(payloadCodec({ ring, namespace }), text);
  if (decoded === undefined) return end(response, 400, 'The body must be {"payloads": […]}\n');
  const { payloads, workflows, decrypted, unread } = decoded;
  // Before anything is told: what is not on record was not answered.
  audit({ event: 'decoded', who, namespace, workflows, decrypted, unread });
  response.setHeader('content-type', 'application/json');
  end(response, 200, JSON.stringify({ payloads }));
}

/** A program has its token in a header; a browser in a cookie, which counts on a named origin only. */
function callerOf(access: CodecAccess, { headers }: IncomingMessage): string | undefined {
  const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined) return holderOf(access, token);
  const kept = headers.origin === undefined ? undefined : tokenInCookies(headers.cookie);
  return kept === undefined ? undefined : holderOf(access, kept);
}

async function login(
  access: CodecAccess,
  options: CodecServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'`;
  response.setHeader('content-security-policy', policy);
  if (request.method === 'GET') return end(response, 200, LOGIN_PAGE);
  if (request.method !== 'POST') return end(response, 405, 'POST only\n');
  const form = await bodyOf(request, MOST_BYTES_OF_A_LOGIN);
  const token = new URLSearchParams(form).get('token') ?? '';
  const who = holderOf(access, token);
  options.audit(
    who === undefined ? { event: 'refused', why: 'token' } : { event: 'signed in', who },
  );
  if (who === undefined) return end(response, 401, LOGIN_PAGE);
  response.setHeader('set-cookie', cookieOf(token, cameSecurely(request, options)));
  end(response, 200, '<p>Signed in. The Temporal UI can read stays now.</p>');
}

/** Whether the browser speaks HTTPS, to us or to a proxy whose word counts. */
function cameSecurely(
  { socket, headers }: IncomingMessage,
  { isTrustedProxy }: CodecServerOptions,
): boolean {
  if (socket instanceof TLSSocket) return true;
  const isProxy = isTrustedProxy?.(socket.remoteAddress ?? '') === true;
  return isProxy && headers['x-forwarded-proto'] === 'https';
}

async function bodyOf(request: IncomingMessage, most: number): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > most) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status);
  response.end(text);
}
