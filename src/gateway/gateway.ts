import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Server as TlsServer } from 'node:tls';

import helmet from '@fastify/helmet';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';

import type { StayClient } from '../client/index.ts';
import type { ServedCertificate } from '../serving/served-certificate.ts';
import type { IsTrustedProxy } from '../serving/trusted-proxies.ts';

import { readBody, readCancellationBody } from './body.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { writeDocument } from './document.ts';
import { guard, type Limits, LIMITS, type Tokens } from './guard.ts';
import { otherMethods } from './other-methods.ts';
import { detailsOf, Problem, PROBLEMS, problemOf } from './problem.ts';
import { changeRoutes } from './routes/changes.ts';
import { eventRoutes } from './routes/events.ts';
import { openRoutes } from './routes/health.ts';
import { metricsRoute } from './routes/metrics.ts';
import { readRoutes } from './routes/reads.ts';
import { seamWebhookRoute } from './routes/seam-webhook.ts';
import type { FeedSettings } from './stay-feed.ts';
import { watchTemporal } from './temporal-watch.ts';

/** What is noted of an answer. Nothing of it is a guest's, and no id is among it. */
export interface Answered {
  /** The number of the request, as a problem has it for its instance. */
  readonly request: string;
  readonly method: string;
  /** As it is registered, such as "/stays/:id". */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  /** The name of the token. */
  readonly caller?: string;
  readonly problem?: string;
  readonly error?: unknown;
}

/** What a gateway is made of. */
export interface GatewayOptions {
  readonly stays: StayClient;
  readonly version: string;
  /** Without tokens it answers this machine only. */
  readonly tokens: Tokens;
  readonly limits?: Limits;
  readonly patience?: Patience;
  /** How the streams of events go, where it is not as shipped. */
  readonly feed?: Partial<FeedSettings>;
  /** Verifies webhooks from Seam; without it the route answers 404. */
  readonly seamWebhookSecret?: string;
  /** Without it the gateway speaks HTTP. */
  readonly certificate?: ServedCertificate | undefined;
  /** Whose word on the address of a caller counts; without it nobody's. */
  readonly isTrustedProxy?: IsTrustedProxy | undefined;
  readonly onAnswer?: (answered: Answered) => void;
}

/** How long a connection may take, in milliseconds. */
export interface Patience {
  /** Until its headers are there; one that says nothing is let go then. */
  readonly headersMs: number;
  /** Until the whole request is there. */
  readonly requestMs: number;
  /** How often that is looked at. */
  readonly everyMs: number;
}

const PATIENCE: Patience = { headersMs: 10_000, requestMs: 15_000, everyMs: 2_000 };

/** There is nothing here to show in a page. Whether it is https for ever is for whoever has the certificate. */
const HELMET = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  strictTransportSecurity: false,
};

/** Makes the gateway: every route, and nothing that listens yet. */
export async function createGateway(options: GatewayOptions): Promise<FastifyInstance> {
  const { stays, version, tokens, limits = LIMITS, onAnswer, feed, seamWebhookSecret } = options;
  const app = openServer(options);
  // The schemas are what the document is made of. What is malformed the client refuses, with the same ones.
  app.setValidatorCompiler(() => (value: unknown) => ({ value }));
  // A worker that is newer than the gateway may say more than its schemas, and is not cut short.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((request, reply) =>
    answerProblem(new Problem('NoSuchRoute'), request, reply),
  );
  if (onAnswer !== undefined) tellAnswers(app, onAnswer);
  await app.register(helmet, HELMET);
  const countStranger = await guard(app, tokens, limits);
  readBodies(app);
  await writeDocument(app, version);
  const registerOthers = otherMethods(app);
  const watch = watchTemporal(stays);
  changeRoutes(app, stays, watch);
  readRoutes(app, stays, watch);
  eventRoutes(app, stays, watch, feed);
  await seamWebhookRoute(app, { stays, secret: seamWebhookSecret, countStranger });
  metricsRoute(app);
  openRoutes(app, watch);
  registerOthers();
  await app.ready();
  return app;
}

function openServer(options: GatewayOptions): FastifyInstance {
  const { patience = PATIENCE, certificate, isTrustedProxy } = options;
  const lines = {
    headersTimeout: patience.headersMs,
    connectionsCheckingInterval: patience.everyMs,
  };
  // Until there is TLS, Node's limits on HTTP do not count.
  const handshakeTimeout = patience.headersMs;
  const secure = certificate && { ...lines, ...certificate.options, handshakeTimeout };
  const settings: FastifyServerOptions = {
    ...(secure === undefined ? { http: lines } : { https: secure }),
    logger: false,
    genReqId: () => `urn:uuid:${randomUUID()}`,
    requestTimeout: patience.requestMs,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    trustProxy: isTrustedProxy ?? false,
    // A request that comes while it stops is served, on its last connection.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (...failed) => void answerProblem(...failed),
  };
  const app = fastify(settings);
  // A server of HTTPS is one of TLS; fastify's type has it for one of HTTP, with the same routes.
  if (app.server instanceof TlsServer) certificate?.keepUp(app.server);
  return app;
}

function readBodies(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ method, raw }) => {
    // A cancellation with a content type that nobody can read would be refused before its body is looked at.
    if (method === 'DELETE') delete raw.headers['content-type'];
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, payload: Readable) =>
    request.method === 'DELETE' ? readCancellationBody(payload) : readBody(request, payload),
  );
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What is answered as a problem, for the log. */
    failed?: { readonly problem: Problem; readonly error: unknown };
  }
}

async function answerProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const problem = problemOf(error);
  request.failed = { problem, error };
  await reply
    .code(PROBLEMS[problem.type].status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(JSON.stringify(detailsOf(problem, request.id)));
}

function tellAnswers(app: FastifyInstance, onAnswer: (answered: Answered) => void): void {
  app.addHook('onResponse', async (request, reply) => {
    const { id, method, routeOptions, caller, failed } = request;
    const { isHealth, isForThisMachine } = routeOptions.config;
    if ((isHealth === true || isForThisMachine === true) && failed === undefined) return;
    onAnswer({
      request: id,
      method,
      route: routeOptions.url ?? 'none',
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      ...(caller === undefined ? {} : { caller }),
      ...(failed === undefined ? {} : { problem: failed.problem.type, error: failed.error }),
    });
  });
}
