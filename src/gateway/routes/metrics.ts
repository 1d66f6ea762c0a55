import type { FastifyInstance } from 'fastify';

import { GATEWAY_METRICS } from '../../telemetry/metrics.ts';
import { registryOf } from '../../telemetry/registry.ts';
import { responsesOf, securityOf } from '../document.ts';
import { textAnswer } from '../schemas.ts';

const SCOPE = 'stays:read';

/** Counts every answer of every route, and registers the one that tells the counts. */
export function metricsRoute(app: FastifyInstance): void {
  const registry = registryOf(GATEWAY_METRICS);
  const { measures } = registry;
  app.addHook('onResponse', async ({ method, routeOptions, failed }, reply) => {
    const { url: route = 'none' } = routeOptions;
    const status = String(reply.statusCode);
    measures.count('nightlatch_gateway_requests_total', { method, route, status });
    const seconds = reply.elapsedTime / 1_000;
    measures.record('nightlatch_gateway_request_seconds', seconds, { method, route });
    if (failed !== undefined)
      measures.count('nightlatch_gateway_problems_total', { problem: failed.problem.type });
  });
  const found = {
    description: 'in Prometheus’ text format',
    content: { 'text/plain': { schema: textAnswer } },
  };
  app.route({
    method: 'GET',
    url: '/metrics',
    config: { scope: SCOPE, isForThisMachine: true },
    schema: {
      operationId: 'metrics',
      summary:
        'Tells what the gateway has counted. Whoever asks from its own machine needs no token.',
      security: [{}, ...securityOf(SCOPE)],
      response: {
        200: found,
        ...responsesOf({
          401: ['no token, or one that is not known'],
          403: ['the token has not the scope'],
          429: ['too many requests'],
        }),
      },
    },
    handler: async (_request, reply) =>
      reply.type(registry.contentType).send(await registry.read()),
  });
}
