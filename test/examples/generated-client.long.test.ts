import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, it } from 'vitest';

import { type LiveHouse, openHouse } from '../support/live-house.ts';
import { startOverHttp } from '../support/over-http.ts';

const PROGRAM = fileURLToPath(new URL('../../examples/generated-client/main.ts', import.meta.url));

let house: LiveHouse;
openHouse((started) => (house = started));

it('the generated client puts a stay, reads its credential, changes and cancels it', async () => {
  const http = await startOverHttp(house.settings);
  try {
    const env = { ...process.env, GATEWAY: http.url, GATEWAY_TOKEN: http.tokens['desk'] };
    const words = [PROGRAM, 'generated-1', 'ks-pin'];
    const { stdout } = await promisify(execFile)(process.execPath, words, { env });
    expect(stdout.trim().split('\n')).toEqual([
      'put: applied',
      'show: open',
      'credential: issued',
      'change: applied',
      'show nobody: There is no stay for this reservation.',
      'cancel: applied',
    ]);
    expect(await house.openDoorsFor('generated-1')).toBe(0);
  } finally {
    await http.service.stop();
  }
});
