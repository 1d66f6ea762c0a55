import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  constants,
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

import type { Issued } from './certificates.ts';

/** What stands between Temporal's clients and a server that has no TLS itself. */
export interface TemporalGate {
  /** "localhost:port": it takes TLS alone. */
  readonly address: string;
  /** How many requests were let through. */
  readonly passed: () => number;
  close(): Promise<void>;
}

/** Whom it lets through. */
interface Rules {
  readonly certificate: Pick<Issued, 'cert' | 'key'>;
  /** Whose client certificates it takes; without it nobody needs one. */
  readonly clientsOf?: string;
  /** The API key that each request must bring. */
  readonly apiKey?: string;
}

/**
 * Ends TLS in front of a Temporal server, as a cloud does: the development server of Temporal's command line has
 * none. It lets through whoever shows a client certificate of that authority, or that key in each request.
 */
export async function openTemporalGate(upstream: string, rules: Rules): Promise<TemporalGate> {
  const { certificate, clientsOf, apiKey } = rules;
  const { cert, key } = certificate;
  const wantsCertificate = clientsOf !== undefined;
  const server = createSecureServer({
    ...{ cert, key, requestCert: wantsCertificate, rejectUnauthorized: wantsCertificate },
    ...(wantsCertificate && { ca: clientsOf }),
  });
  const sessions = new Set<{ destroy(): void }>();
  const behind = connect(`http://${upstream}`);
  behind.on('error', () => {});
  let passed = 0;
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {}).once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    if (apiKey !== undefined && headers['authorization'] !== `Bearer ${apiKey}`) {
      refuse(stream);
      return;
    }
    passed += 1;
    handOn(behind, stream, headers);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `localhost:${(server.address() as AddressInfo).port}`,
    passed: () => passed,
    async close() {
      for (const session of sessions) session.destroy();
      behind.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** As Temporal's cloud answers a key that it does not know. */
function refuse(stream: ServerHttp2Stream): void {
  const unauthenticated = { 'grpc-status': '16', 'grpc-message': 'Request unauthorized.' };
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', ...unauthenticated },
    { endStream: true },
  );
}

function handOn(
  behind: ClientHttp2Session,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): void {
  const asked = behind.request(withoutAuthority(headers));
  asked.on('response', (answer) => {
    if (!stream.destroyed) stream.respond(answer, { waitForTrailers: true });
  });
  let trailers: IncomingHttpHeaders = {};
  asked.on('trailers', (told) => (trailers = told));
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.on('aborted', () => asked.close(constants.NGHTTP2_CANCEL));
  asked.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  pipeline(stream, asked, () => {});
  pipeline(asked, stream, () => {});
}

/** The server behind has another name, and the certificate was checked here. */
function withoutAuthority({
  ':authority': _authority,
  ':scheme': _scheme,
  ...rest
}: IncomingHttpHeaders) {
  return rest;
}
