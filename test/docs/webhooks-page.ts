import { z } from 'zod';

import {
  EVENT_NAMES,
  EVENT_TYPES,
  eventBodySchema,
  stayEventDataSchema,
  type EventBody,
} from '../../src/contract/announcement.ts';

/** An event as a receiver gets it. */
const EXAMPLE: EventBody = {
  type: 'stay.granted',
  timestamp: '2026-12-01T12:00:03.211Z',
  data: {
    reservationId: '1001',
    sequence: 2,
    listingId: 'canal-1',
    phase: 'waiting',
    opensAt: '2026-12-24T14:00:00.000Z',
    closesAt: '2026-12-27T10:00:00.000Z',
  },
};

const INTRODUCTION = `# The events of a stay

This page is written from the schemas of the events (\`npm run docs:webhooks\`). How to receive them, step by step, is in
[integrating.md](integrating.md#9-be-sent-what-happens); what an operator sets up is in [operations.md](operations.md#events-to-others).

\`\`\`http
POST /hook HTTP/1.1
content-type: application/json
webhook-id: 019a9c3e-0b53-7c0c-a1f4-6f1f2f9a1c11.2
webhook-timestamp: 1796126403
webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
\`\`\`
`;

const RULES = `## What holds

- **At least once.** The same event may come more than once, always with the same \`webhook-id\`.
- **In order, by the first success.** An endpoint gets the events of a stay one after the other; the next one is sent when the one before was taken, or
  given up after three days. A repeat may come late: keep the highest \`sequence\` of each stay, and drop what is lower, unless its \`timestamp\` is later:
  a stay that is put again once Temporal has forgotten its last run (after the namespace's retention) begins at 1 anew.
- **After a reset.** Where somebody resets a stay in the Temporal UI, what it lives through again is told again: new \`webhook-id\`s, higher numbers, and the
  \`timestamp\` of when it was so, if that came before the reset. The last of them says what is so by now.
- **Thin.** No name, no address, no PIN. Whoever is told that a credential is there, or is another one, reads it: \`GET /stays/{id}/credential\`.
- **States that last.** What changes back before anybody could be told may be left out; so may, of more than 100 events that wait in a stay, older ones
  that a later one of their kind makes stale. \`sequence\` then has a gap. Of more than 500 that wait for receivers of a stay the oldest are given up.
- **Signed** as [Standard Webhooks](https://www.standardwebhooks.com) says, at each attempt anew: with one of its libraries an event is verified in two lines. Two signatures
  stand in the header while the secret is replaced.
- **Taken** is a status from 200 to 299 within 15 seconds. Everything else, a redirect too, is sent again after 5 seconds, 5 minutes, half an
  hour, 2, 5, 10, 14, 20 and 20 hours; \`Retry-After\` is heard. 410 says that nothing is wanted any more: nothing is sent until the workers restart.
- New fields and types may come: ignore what you do not know.
`;

/** The page of events, in Markdown. */
export function webhooksPage(): string {
  const { properties = {}, required = [] } = z.toJSONSchema(stayEventDataSchema);
  const rows = Object.entries(properties).map(([name, schema]) => {
    const { description = '' } = schema as { readonly description?: string };
    return `- \`${name}\`${required.includes(name) ? '' : ', optional'}: ${description}`;
  });
  const types = EVENT_NAMES.map((name) => `- \`${name}\`: ${EVENT_TYPES[name]}`);
  const example = JSON.stringify(eventBodySchema.parse(EXAMPLE), null, 2);
  return [
    INTRODUCTION,
    `\`\`\`json\n${example}\n\`\`\`\n`,
    `## Types\n\n${types.join('\n')}\n`,
    `## What is in \`data\`\n\n${rows.join('\n')}\n`,
    RULES,
  ].join('\n');
}
