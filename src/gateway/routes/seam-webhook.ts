import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

import { SeamWebhook } from '@seamapi/webhook';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { StayClient } from '../../client/index.ts';
import { readText } from '../body.ts';
import { responsesOf } from '../document.ts';
import type { CountStranger } from '../guard.ts';
import { Problem } from '../problem.ts';
import { seamEventBody, takenAnswer } from '../schemas.ts';
import { hintIn, type SeamHint } from '../seam-hint.ts';
import { WokenStays } from '../woken-stays.ts';

/** What the route is made of. */
interface Parts {
  readonly stays: StayClient;
  /** Without it the route answers 404. */
  readonly secret: string | undefined;
  readonly countStranger: CountStranger;
}

/** Registers where Seam sends its events. */
export async function seamWebhookRoute(
  app: FastifyInstance,
  { stays, secret, countStranger }: Parts,
): Promise<void> {
  const webhook = secret === undefined ? undefined : new SeamWebhook(secret);
  const woken = new WokenStays(stays);
  app.addHook('preClose', async () => woken.close());
  await app.register(async (own) => {
    // The signature is over the bytes as they came.
    own.removeAllContentTypeParsers();
    own.addContentTypeParser('*', (_request: FastifyRequest, payload: Readable) =>
      readText(payload),
    );
    own.route({
      method: 'POST',
      url: '/webhooks/seam',
      config: { isSigned: true },
      schema: {
        operationId: 'seamWebhook',
        summary:
          'Takes an event from Seam, signed with the secret of its webhook, and has the stay look that it is about.',
        body: seamEventBody,
        response: {
          204: takenAnswer,
          ...responsesOf({
            400: ['not signed with the secret, or too long ago'],
            404: ['the gateway was given no secret'],
            413: ['a body of more than 64 KB'],
            415: ['the body is not JSON by its content type, and the gateway has no tokens file'],
            422: ['the body ended before its end'],
            429: ['too many that were not signed'],
            503: ['Temporal is away: send it again'],
          }),
        },
      },
      handler: async (request, reply) => {
        if (webhook === undefined) throw new Problem('NoSuchRoute');
        const signed = verified(webhook, request);
        if (signed === undefined) {
          await countStranger(request);
          throw new Problem('NotSigned');
        }
        if (signed.hint !== undefined) await woken.take(signed.hint);
        return reply.code(204).send();
      },
    });
  });
}

/** What an event that is signed hints at, and nothing else of it. */
function verified(
  webhook: SeamWebhook,
  { body, headers }: FastifyRequest,
): { readonly hint: SeamHint | undefined } | undefined {
  try {
    return { hint: hintIn(webhook.verify(typeof body === 'string' ? body : '', plain(headers))) };
  } catch {
    // What it threw may quote the body.
    return undefined;
  }
}

function plain(headers: IncomingHttpHeaders): Record<string, string> {
  const texts = Object.entries(headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}
