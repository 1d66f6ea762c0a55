import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import { Problem } from './problem.ts';

/** Bytes of a body at most. */
const BODY_LIMIT = 64 * 1024;

/** How long what is not wanted any more is still taken, so that its sender gets to read the answer. */
const DRAINED_WITHIN_MS = 1_000;
/** How long a cancellation waits for a body that it does not need. */
const CANCELLATION_READ_WITHIN_MS = 2_000;

/** The part of a request that says what its body is. */
type Headers = Pick<IncomingMessage, 'headers'>;

/** Whether the body is JSON by its content type. */
export function isJson({ headers }: Headers): boolean {
  return /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}

function refusalOf(request: Headers): Problem | undefined {
  if (!isJson(request)) return new Problem('NotJson');
  const { 'content-encoding': encoding = 'identity' } = request.headers;
  if (/^(?:identity)?$/i.test(encoding.trim())) return undefined;
  // RFC 9110 has it so: which encodings the next one may have.
  return new Problem('BodyEncoded', { headers: { 'accept-encoding': 'identity' } });
}

/**
 * Reads a JSON body; undefined if it is empty.
 *
 * @throws Problem `NotJson`, `BodyEncoded`, `BodyTooLarge` or `MalformedInput`
 */
export async function readBody(headers: Headers, stream: Readable): Promise<unknown> {
  const refusal = refusalOf(headers);
  if (refusal !== undefined) {
    await read(stream, 0, DRAINED_WITHIN_MS);
    throw refusal;
  }
  const bytes = await read(stream, BODY_LIMIT);
  if (bytes === undefined) throw new Problem('BodyTooLarge');
  try {
    return parsed(bytes);
  } catch {
    throw new Problem('MalformedInput', { detail: 'The body is not JSON in UTF-8.' });
  }
}

/**
 * Reads a body as it came.
 *
 * @throws Problem `BodyTooLarge`, or `MalformedInput` if it ends before its end
 */
export async function readText(stream: Readable): Promise<string> {
  const bytes = await read(stream, BODY_LIMIT);
  if (bytes === undefined) throw new Problem('BodyTooLarge');
  return new TextDecoder().decode(bytes);
}

/** Reads the body of a cancellation, which is obeyed whatever it says: one that cannot be read counts as none. */
export async function readCancellationBody(stream: Readable): Promise<unknown> {
  const bytes = await read(stream, BODY_LIMIT, CANCELLATION_READ_WITHIN_MS).catch(() => undefined);
  try {
    return bytes === undefined ? undefined : parsed(bytes);
  } catch {
    return undefined;
  }
}

function parsed(bytes: Uint8Array): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  return text.trim() === '' ? undefined : JSON.parse(text);
}

/**
 * Takes a stream to its end, and answers its bytes; undefined if there are more than `limit`, or if it does not
 * end in time. A stream is never destroyed: the answer goes the same way.
 */
function read(stream: Readable, limit: number, withinMs?: number): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let deadline = withinMs === undefined ? undefined : setTimeout(giveUp, withinMs);
    const settle = (outcome: () => void): void => {
      clearTimeout(deadline);
      stream.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
      // Whatever still comes is nobody's.
      stream.on('error', () => {}).resume();
      outcome();
    };
    function giveUp(): void {
      settle(() => resolve(undefined));
    }
    function onData(chunk: Buffer): void {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else deadline ??= setTimeout(giveUp, DRAINED_WITHIN_MS);
    }
    function onEnd(): void {
      settle(() => resolve(length <= limit ? Buffer.concat(chunks) : undefined));
    }
    function onCut(): void {
      const detail = 'The body ended before its end.';
      settle(() => reject(new Problem('MalformedInput', { detail })));
    }
    stream.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut);
  });
}
