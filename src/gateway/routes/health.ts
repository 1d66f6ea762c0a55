import type { FastifyInstance } from 'fastify';

import { documentOf, responsesOf } from '../document.ts';
import { documentAnswer, textAnswer } from '../schemas.ts';
import type { TemporalWatch } from '../temporal-watch.ts';

/** Registers what nobody needs a token for: whether the gateway is well, and the document of its routes. */
export function openRoutes(app: FastifyInstance, watch: TemporalWatch): void {
  const ok = { description: 'ok', content: { 'text/plain': { schema: textAnswer } } };
  app.route({
    method: 'GET',
    url: '/healthz',
    config: { isHealth: true },
    schema: {
      operationId: 'healthz',
      summary: 'Tells that the gateway lives.',
      response: { 200: ok },
    },
    handler: (_request, reply) => reply.type('text/plain').send('ok\n'),
  });
  app.route({
    method: 'GET',
    url: '/readyz',
    config: { isHealth: true },
    schema: {
      operationId: 'readyz',
      summary: 'Tells whether Temporal answers, within 3 seconds.',
      response: { 200: ok, ...responsesOf({ 503: ['Temporal is away'] }) },
    },
    handler: async (_request, reply) => {
      await watch.ask();
      return reply.type('text/plain').send('ok\n');
    },
  });
  let document: string | undefined;
  app.route({
    method: 'GET',
    url: '/openapi.json',
    schema: {
      operationId: 'openapi',
      summary: 'This document.',
      response: responsesOf({ 200: ['OpenAPI 3.1', documentAnswer], 429: ['too many requests'] }),
    },
    handler: (_request, reply) => {
      document ??= JSON.stringify(documentOf(app));
      return reply.type('application/json').send(document);
    },
  });
}
