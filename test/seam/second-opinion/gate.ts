import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { answerIn, isAboutRates, readObject } from './answers.ts';
import { Marked } from './marked.ts';
import type { Pace } from './pace.ts';

/** A request that went through a gate, and what came back: a status with Seam's error type. */
export interface Exchange {
  readonly route: string;
  readonly answer: string;
}

/** What a gate leads to, and what it lets through. */
export interface GateOptions {
  readonly target: string;
  /** Nothing is changed but what carries it. */
  readonly mark: string;
  readonly pace: Pace;
  /** Hears of each 429: whether it said when to come again. */
  readonly onTooFast?: (said: 'with Retry-After' | 'without Retry-After') => void;
}

/** A way to Seam for everything that a story sends, whichever client sends it. */
export interface Gate extends AsyncDisposable {
  readonly url: string;
  /** What has come back so far. */
  readonly exchanges: Exchange[];
  /** The route of a request that would have changed what does not carry the mark. It was not sent. */
  readonly trespass: () => string | undefined;
  /** Lets nothing through any more; resolves when what was under way has come back. */
  shut(): Promise<void>;
}

const ANSWERED_WITHIN_MS = 30_000;
const TRIES = 4;
const REST_MS = 10_000;
const LONGEST_REST_MS = 60_000;

/** Opens a gate on this machine. */
export async function openGate(options: GateOptions): Promise<Gate> {
  const passing = new Passing(options);
  const server = createServer((request, response) => void passing.take(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    exchanges: passing.exchanges,
    trespass: () => passing.trespass,
    shut: () => passing.shut(),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

class Passing {
  readonly exchanges: Exchange[] = [];
  trespass: string | undefined;
  readonly #options: GateOptions;
  readonly #marked: Marked;
  readonly #underWay = new Set<Promise<void>>();
  #isShut = false;

  constructor(options: GateOptions) {
    this.#options = options;
    this.#marked = new Marked(options.mark);
  }

  take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const passed = this.#pass(request, response).catch(() => void response.destroy());
    this.#underWay.add(passed);
    return passed.finally(() => this.#underWay.delete(passed));
  }

  async shut(): Promise<void> {
    this.#isShut = true;
    await Promise.all(this.#underWay);
  }

  /** Throws where nothing comes back, so that the client sees a broken connection. */
  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    const url = new URL(request.url ?? '/', this.#options.target);
    const route = url.pathname;
    const body = await text(request);
    if (
      !this.#marked.allows(route, { ...Object.fromEntries(url.searchParams), ...readObject(body) })
    ) {
      this.trespass ??= route;
      throw new Error(`${route} is not for what carries no mark`);
    }
    const answer = await this.#send(url, {
      method,
      headers: {
        authorization: headers.authorization ?? '',
        'content-type': headers['content-type'] ?? 'application/json',
      },
      ...(body === '' ? {} : { body }),
    }).catch((error: unknown) => {
      this.exchanges.push({ route, answer: 'no answer' });
      throw error;
    });
    const said = readObject(answer.body);
    this.#marked.learn(said);
    this.exchanges.push({ route, answer: answerIn(answer.status, said) });
    const kept = ['content-type', 'retry-after', 'seam-request-id'];
    const passedOn = [...answer.headers].filter(
      ([name]) => kept.includes(name) || isAboutRates(name),
    );
    response.writeHead(answer.status, Object.fromEntries(passedOn)).end(answer.body);
  }

  async #send(url: URL, request: RequestInit): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      await this.#options.pace.turn();
      if (this.#isShut) throw new Error('The gate is shut');
      const response = await fetch(url, {
        ...request,
        // A redirect would take the API key to a host that nobody has named.
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
      });
      const { status, headers } = response;
      const body = await response.text();
      if (status === 429) this.#rest(headers.get('retry-after'));
      if (status !== 429 || tries === TRIES) return { status, headers, body };
    }
  }

  #rest(after: string | null): void {
    const seconds = Number(after ?? Number.NaN);
    this.#options.onTooFast?.(after === null ? 'without Retry-After' : 'with Retry-After');
    this.#options.pace.rest(seconds >= 0 ? Math.min(seconds * 1_000, LONGEST_REST_MS) : REST_MS);
  }
}
