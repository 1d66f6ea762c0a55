import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';

import type { Outcome } from './exchange.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
import { sendEvents } from './webhooks.ts';

/** What the sandbox is started with. */
export interface ServerOptions extends SandboxOptions {
  /** Free choice unless given. */
  readonly port?: number;
  /** Loopback unless given. */
  readonly host?: string;
}

/** A sandbox that is listening. */
export interface RunningSandbox {
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  /** The sandbox itself, for a look inside without HTTP. */
  readonly sandbox: Sandbox;
  /** Stops listening and breaks every connection, also those of held requests. */
  close(): Promise<void>;
}

type Query = Readonly<Record<string, string | readonly string[]>>;

/** Starts the sandbox as an HTTP server; rejects if the port is taken. */
export async function startSandbox(options: ServerOptions = {}): Promise<RunningSandbox> {
  const { port = 0, host = '127.0.0.1', ...rest } = options;
  const sandbox = createSandbox(rest);
  const server = fastify({ forceCloseConnections: true, bodyLimit: 8 * 1024 * 1024 });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
    done(null, readBody(text.toString()));
  });
  server.all<{ Querystring: Query }>('/*', (request, reply) => {
    const [path = ''] = request.url.split('?');
    const asked = {
      method: request.method,
      path,
      query: request.query,
      body: request.body ?? {},
      origin: `http://${request.host}`,
      ...(request.headers.authorization === undefined
        ? {}
        : { authorization: request.headers.authorization }),
    };
    const outcome = sandbox.handle(asked);
    const apiKey = sandbox.apiKeyOf(asked);
    if (apiKey !== undefined) sendEvents(sandbox.workspace(apiKey));
    return actOut(outcome, request, reply);
  });
  const url = await server.listen({ port, host });
  return { url, sandbox, close: () => server.close() };
}

async function actOut(
  outcome: Outcome,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  switch (outcome.kind) {
    case 'held':
      return actOut(await outcome.resumed, request, reply);
    case 'answer': {
      const { status, headers, body } = outcome.answer;
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      await reply.code(status).headers(headers).send(text);
      return;
    }
    case 'drop':
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return;
    case 'silence':
      // The connection stays open, unanswered, until the client gives up or the sandbox is stopped.
      reply.hijack();
  }
}

function readBody(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
