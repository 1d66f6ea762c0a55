import type { FastifyInstance } from 'fastify';

import type { StayClient } from '../../client/index.ts';
import { responsesOf, securityOf } from '../document.ts';
import * as schemas from '../schemas.ts';
import { type FeedSettings, StayFeed } from '../stay-feed.ts';
import type { TemporalWatch } from '../temporal-watch.ts';

const SCOPE = 'stays:read';
const STREAM = 'text/event-stream';

/** Registers the stream of events. It ends with the gateway. */
export function eventRoutes(
  app: FastifyInstance,
  stays: StayClient,
  watch: TemporalWatch,
  settings: Partial<FeedSettings> | undefined,
): void {
  const feed = new StayFeed(stays, settings);
  app.addHook('preClose', async () => feed.close());
  app.route({
    method: 'GET',
    url: '/events',
    config: { scope: SCOPE },
    schema: {
      operationId: 'streamEvents',
      summary:
        'Tells the state of each stay, and again after each change, for as long as it is read.',
      security: securityOf(SCOPE),
      headers: schemas.eventsHeaders,
      response: {
        200: {
          description: 'server-sent events, the data of each as JSON',
          content: { [STREAM]: { schema: schemas.stayEvent } },
        },
        ...responsesOf({
          401: ['no token, or an unknown one'],
          403: ['the token lacks the scope'],
          429: ['too many requests, or streams of one token'],
          503: ['Temporal is away, or too many streams'],
        }),
      },
    },
    handler: async (request, reply) => {
      await watch.ask();
      // A connection that is kept for another request would hold up a gateway that stops.
      const sent = { 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' };
      // Who asks for the headers alone would be a reader who never takes anything.
      if (request.method === 'HEAD') return reply.type(STREAM).headers(sent).send();
      const { caller = '', headers, mayStill = async () => true } = request;
      const lastEventId = headers['last-event-id'];
      const reader = feed.open({
        caller,
        lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
        mayStill,
      });
      return reply.type(STREAM).headers(sent).send(reader);
    },
  });
}
