/**
 * Plays one stay through a gateway with a generated client: `GATEWAY=http://127.0.0.1:8090 node main.ts 1001`.
 *
 * The types in nightlatch-api.ts are what openapi-typescript 6 made of the gateway's document:
 * `npx openapi-typescript $GATEWAY/openapi.json --output nightlatch-api.ts`.
 */
import createClient from 'openapi-fetch';

import type { components, paths } from './nightlatch-api.ts';

const { GATEWAY = 'http://127.0.0.1:8090', GATEWAY_TOKEN } = process.env;
const [id = '1001', listingId = 'canal-house'] = process.argv.slice(2);

const nightlatch = createClient<paths>({
  baseUrl: GATEWAY,
  ...(GATEWAY_TOKEN === undefined ? {} : { headers: { authorization: `Bearer ${GATEWAY_TOKEN}` } }),
});
const params = { path: { id } };

const reservation: components['schemas']['Reservation'] = {
  listingId,
  guest: { fullName: 'Ada Guest' },
  checkIn: '2026-01-01',
  checkOut: '2031-05-04',
};
const put = await nightlatch.PUT('/stays/{id}', { params, body: reservation });
say('put', put.data?.outcome, put.error);

const shown = await nightlatch.GET('/stays/{id}', { params });
say('show', shown.data?.phase, shown.error);

const pin = await nightlatch.GET('/stays/{id}/credential', { params });
say('credential', pin.data?.state, pin.error);

const longer = await nightlatch.PATCH('/stays/{id}', { params, body: { checkOut: '2031-05-06' } });
say('change', longer.data?.outcome, longer.error);

const none = await nightlatch.GET('/stays/{id}', { params: { path: { id: `${id}-nobody` } } });
say('show nobody', none.data?.phase, none.error);

const cancelled = await nightlatch.DELETE('/stays/{id}', { params });
say('cancel', cancelled.data?.outcome, cancelled.error);

/** One line for each call: what was answered, or what was wrong. */
function say(call: string, answer: string | undefined, error: object | undefined): void {
  const problem: { readonly reason?: string; readonly title?: string } | undefined = error;
  console.log(`${call}: ${answer ?? problem?.reason ?? problem?.title ?? 'nothing'}`);
}
