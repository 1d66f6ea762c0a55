import { expect, it } from 'vitest';

import { PERSONAL } from '../gateway/fuzz/requests.ts';
import { fuzz, passedIn } from '../gateway/fuzz/run.ts';
import { type LiveHouse, openHouse } from '../support/live-house.ts';
import { startOverHttp } from '../support/over-http.ts';

let house: LiveHouse;
openHouse((started) => (house = started), { NIGHTLATCH_SEAM_RATE: '500' });

const COUNT = 400;

it('whatever is sent is answered as the document says, and tells nothing of the guest', async () => {
  const http = await startOverHttp(house.settings);
  try {
    const fuzzed = await fuzz({
      url: http.url,
      tokens: [http.tokens],
      house: {
        ids: Array.from('abcdefgh', (one) => `fuzz-${one}`),
        listings: ['ks-pin', 'nowhere'],
      },
      count: COUNT,
      seed: 13,
    });
    expect(fuzzed.faults).toEqual([]);
    expect(passedIn(fuzzed)).toBeGreaterThan(COUNT / 3);
    expect(http.service.stderrTail()).not.toContain(PERSONAL);
  } finally {
    await http.service.stop();
  }
});
