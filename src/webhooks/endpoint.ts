import { z } from 'zod';

import { EVENT_NAMES, type EventType } from '../contract/announcement.ts';
import { ID_RULE, isId } from '../contract/ids.ts';

const EVERY = '*';
const PLAIN_NEEDS_PRIVATE =
  'must begin with https://, or the endpoint must say "allowPrivate": true';

/** A receiver of events, as the webhooks file names it. */
const endpointSchema = z
  .strictObject({
    name: z.string().refine(isId, ID_RULE),
    url: z.string().refine(isUsableUrl, 'must be a web address without a user name and a fragment'),
    secretFiles: z
      .array(z.string().min(1, 'must name a file'))
      .min(1, 'must name one file, or two while the secret is replaced')
      .max(2, 'must name one file, or two while the secret is replaced'),
    events: z
      .array(z.union([z.literal(EVERY), z.enum(EVENT_NAMES)], 'is not the type of an event'))
      .min(1, 'must name one type of event or more, or be ["*"]'),
    allowPrivate: z.boolean().default(false),
  })
  .refine(({ url, allowPrivate }) => allowPrivate || !url.startsWith('http://'), {
    path: ['url'],
    message: PLAIN_NEEDS_PRIVATE,
  });

/** The webhooks file. */
export const webhooksSchema = z.strictObject({ endpoints: z.array(endpointSchema).max(20) });

/** A receiver of events that can be sent to. */
export interface Endpoint {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  /** It may be in the own network, and be reached without TLS. */
  readonly allowPrivate: boolean;
  /** What signs, `whsec_…`: two while the secret is replaced. */
  readonly secrets: readonly string[];
}

/** Whether an endpoint wants to hear of a kind of event. A test goes to every endpoint. */
export function wants({ events }: Pick<Endpoint, 'events'>, type: EventType): boolean {
  return type === 'nightlatch.test' || events.includes(EVERY) || events.includes(type);
}

function isUsableUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === '';
}
