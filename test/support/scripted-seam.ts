import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a scripted Seam does with one request. */
export type Answer =
  | {
      readonly status?: number;
      readonly json?: unknown;
      readonly text?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | 'silence'
  | 'reset'
  | 'reset-mid-body';

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly authorization: string | undefined;
}

/** A server on the loopback that gives prepared answers, for what the sandbox is too well-behaved to say. */
export interface ScriptedSeam {
  readonly url: string;
  readonly requests: readonly ArrivedRequest[];
  /** The answers to the coming requests, in order; the last one is given again and again. */
  answer(...answers: readonly Answer[]): void;
  /** Waits for the next request to arrive. */
  nextArrival(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one on a free port. */
export async function startScriptedSeam(): Promise<ScriptedSeam> {
  const requests: ArrivedRequest[] = [];
  const arrivals = new EventEmitter();
  let script: readonly Answer[] = [{ status: 501 }];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests.push(await read(request));
    arrivals.emit('arrival');
    const [now = 'reset', ...later] = script;
    if (later.length > 0) script = later;
    give(now, response);
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answer(...answers) {
      script = answers;
    },
    async nextArrival() {
      await once(arrivals, 'arrival');
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => {
          stopped();
        });
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<ArrivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(request.url ?? '/', 'http://localhost');
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body: text === '' ? undefined : JSON.parse(text),
    authorization: request.headers.authorization,
  };
}

function give(answer: Answer, response: ServerResponse): void {
  if (answer === 'silence') return;
  if (answer === 'reset') {
    response.destroy();
    return;
  }
  if (answer === 'reset-mid-body') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
    response.write('{"acs_user":{', () => response.destroy());
    return;
  }
  const isJson = answer.text === undefined;
  response.writeHead(answer.status ?? 200, {
    'content-type': isJson ? 'application/json; charset=utf-8' : 'text/html',
    ...answer.headers,
  });
  response.end(isJson ? JSON.stringify(answer.json ?? { ok: true }) : answer.text);
}
