import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { bookingOf } from '../support/by-hand.ts';
import { type LiveHouse, openHouse } from '../support/live-house.ts';
import { type OverHttp, startOverHttp } from '../support/over-http.ts';

describe('a booking backend in a hurry', () => {
  let house: LiveHouse;
  let http: OverHttp;
  openHouse((started) => (house = started));
  beforeAll(async () => {
    http = await startOverHttp(house.settings);
  });
  afterAll(() => http?.service.stop());

  it('is answered, each call, when it sends 200 puts at once', async () => {
    const booking = { ...bookingOf('-', { listingId: 'nowhere' }), reservationId: undefined };
    const puts = Array.from({ length: 200 }, (_, nth) =>
      http.call('PUT', `/stays/many-${nth}`, { json: booking }),
    );
    const statuses = new Set((await Promise.all(puts)).map(({ status }) => status));
    for (const status of statuses) expect([202, 409]).toContain(status);
  });
});
