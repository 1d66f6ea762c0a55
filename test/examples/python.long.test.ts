import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { AWAY_S, badLineTo } from '../support/bad-line.ts';
import { inHours } from '../support/by-hand.ts';
import type { Ended } from '../support/cli.ts';
import { type LiveHouse, openHouse } from '../support/live-house.ts';
import { type OverHttp, startOverHttp } from '../support/over-http.ts';

const PROGRAM = fileURLToPath(new URL('../../examples/python/stay.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!hasPython)(
  'a booking backend in Python (skipped where there is no python3)',
  () => {
    let house: LiveHouse;
    let http: OverHttp;
    openHouse((started) => (house = started));
    beforeAll(async () => {
      http = await startOverHttp(house.settings);
    });
    afterAll(() => http?.service.stop());

    /** Calls the example as a shell does. */
    const python = (gateway: string, ...words: readonly string[]) =>
      new Promise<Ended>((resolve) => {
        const env = { ...process.env, GATEWAY: gateway, GATEWAY_TOKEN: http.tokens['desk'] };
        const options = { env, timeout: 60_000 };
        const child = execFile('python3', [PROGRAM, ...words], options, (_error, stdout, stderr) =>
          resolve({ code: child.exitCode, stdout, stderr }),
        );
      });
    const done = async (
      ...words: readonly string[]
    ): Promise<Readonly<Record<string, unknown>>> => {
      const { code, stdout, stderr } = await python(http.url, ...words);
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    };

    it('lets a guest in, reads the PIN, moves the check-out, and shuts the doors', async () => {
      const [from, until, longer] = [inHours(-1), inHours(24), inHours(48)];
      expect(await done('put', 'py-1', 'ks-pin', 'Ada Guest', from, until)).toMatchObject({
        outcome: 'applied',
      });
      expect(await house.openDoorsFor('py-1')).toBe(3);
      const pin = await done('pin', 'py-1');
      expect(pin).toMatchObject({ state: 'issued', code: expect.stringMatching(/^\d{4,8}$/) });
      expect(await done('extend', 'py-1', longer)).toMatchObject({ closesAt: longer });
      expect(await done('show', 'py-1')).toMatchObject({ phase: 'open', closesAt: longer });
      expect(await done('pin', 'py-1')).toEqual(pin);
      expect(await done('cancel', 'py-1')).toMatchObject({ outcome: 'applied' });
      expect(await house.openDoorsFor('py-1')).toBe(0);
    });

    it('is done once, though the gateway was away and an answer was lost', async () => {
      await using line = await badLineTo(http.url);
      line.plan('away', 'answer-lost');
      const [from, until] = [inHours(-1), inHours(24)];
      const put = ['--revision', '1', 'put', 'py-2', 'ks-pin', 'Ada Guest', from, until];
      const { code, stdout } = await python(line.url, ...put);
      expect([code, JSON.parse(stdout)]).toMatchObject([0, { outcome: 'applied' }]);
      expect(await house.openDoorsFor('py-2')).toBe(3);

      const [first, second] = line.passed;
      expect(line.passed).toHaveLength(3);
      expect(new Set(line.passed.map(({ key }) => key)).size).toBe(1);
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(AWAY_S * 1_000 - 50);
      expect(await done('--revision', '2', 'cancel', 'py-2')).toMatchObject({ outcome: 'applied' });
    });

    it('is told why when it is refused, and that nothing answers', async () => {
      const window = [inHours(-1), inHours(24)];
      const refused = await python(http.url, 'put', 'py-3', 'nowhere', 'Ada Guest', ...window);
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringMatching(/^UnknownListing: /),
      ]);
      const none = await python(http.url, 'pin', 'py-4');
      expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/^nosuchstay: /)]);
      const gone = await python('http://127.0.0.1:9', '--patience', '0', 'show', 'py-4');
      expect([gone.code, gone.stderr]).toEqual([4, expect.stringMatching(/no answer/)]);
    });
  },
);
