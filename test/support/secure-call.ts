import { once } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';

/** An answer over HTTPS, and whose certificate the server showed. */
export interface SecureAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The serial number of the certificate. */
  readonly serial: string;
}

/** Asks over HTTPS on a line of its own, and trusts that authority alone. Rejects as a caller's TLS would. */
export async function callSecurely(
  url: string,
  ca: string,
  sent: {
    readonly method?: string;
    readonly headers?: OutgoingHttpHeaders;
    readonly body?: string;
  } = {},
): Promise<SecureAnswer> {
  const { method = 'GET', headers = {}, body } = sent;
  const asked = request(url, { method, headers, ca, agent: false, servername: 'localhost' });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const serial = (answer.socket as TLSSocket).getPeerCertificate().serialNumber;
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: await text(answer),
    serial,
  };
}
