import { request as requestPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestOverTls } from 'node:https';

import type { Resolved } from './resolve.ts';

/** Of an answer no more is read than this; its status says all. Bytes. */
const MOST_BODY = 65_536;

/** What is posted, and by when it is to be over. */
export interface Post {
  readonly url: string;
  /** Where to connect to, whatever the name says by now. */
  readonly addresses: readonly [Resolved, ...Resolved[]];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** What a receiver answered. */
export interface Posted {
  readonly status: number;
  readonly retryAfter?: string;
}

/**
 * Posts once, to an address that was checked, without following a redirect. Rejects with whatever ended the
 * connection, or when `signal` says so.
 */
export async function post({ url, addresses, headers, body, signal }: Post): Promise<Posted> {
  const { protocol } = new URL(url);
  const request = protocol === 'https:' ? requestOverTls : requestPlain;
  const length = Buffer.byteLength(body);
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': length, connection: 'close' },
    // A connection of its own: one that is kept for the name might be to another address.
    agent: false,
    lookup: lookupOf(addresses),
    signal,
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (answer) => void read(answer).then(resolve, reject));
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Answers what was checked, to whichever name it is asked for. */
function lookupOf(addresses: Post['addresses']): NonNullable<RequestOptions['lookup']> {
  return (_host, { all }, answer) => {
    if (all) answer(null, [...addresses]);
    else answer(null, addresses[0].address, addresses[0].family);
  };
}

/** The status has come with the head of the answer: what ends the body early takes nothing from it. */
async function read(answer: IncomingMessage): Promise<Posted> {
  const { statusCode = 0, headers } = answer;
  const retryAfter = headers['retry-after'];
  let length = 0;
  try {
    for await (const chunk of answer) {
      length += (chunk as Uint8Array).length;
      if (length > MOST_BODY) break;
    }
  } catch {
    // Cut off, or out of time.
  }
  answer.destroy();
  return { status: statusCode, ...(retryAfter === undefined ? {} : { retryAfter }) };
}
