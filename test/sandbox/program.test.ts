import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';

import { CANAL_HOUSE, KS_SITE } from './sandbox-rig.ts';

const PROGRAM = new URL('../../sandbox/main.ts', import.meta.url).pathname;

const readySchema = z.object({
  url: z.url(),
  workspaces: z.array(
    z.object({
      api_key: z.string(),
      systems: z.array(
        z.object({
          acs_system_id: z.string(),
          external_type: z.string(),
          access_groups: z.array(
            z.object({
              acs_access_group_id: z.string(),
              name: z.string(),
              acs_entrance_ids: z.array(z.string()),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** Starts the program; it is killed when the test is over, if it still runs then. */
function start(...options: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint += text.toString();
  });
  return {
    child,
    ended: once(child, 'exit').then(([code]: unknown[]) => code),
    complaint: () => complaint,
    async firstLine(): Promise<string> {
      const lines = createInterface({ input: child.stdout });
      for await (const line of lines) return line;
      throw new Error(`the program ended without a line: ${complaint}`);
    },
  };
}

describe('the sandbox as a program', () => {
  it('tells in one line of JSON where it is and what the example workspace has', async () => {
    const { firstLine } = start('--json');
    const { url, workspaces } = readySchema.parse(JSON.parse(await firstLine()));
    const [site] = workspaces[0]?.systems ?? [];

    expect(site).toMatchObject({
      acs_system_id: KS_SITE,
      external_type: 'salto_ks_site',
      access_groups: [{ acs_access_group_id: CANAL_HOUSE }, {}],
    });
    const authorization = `Bearer ${workspaces[0]?.api_key}`;
    const answer = await fetch(`${url}/acs/systems/list`, { headers: { authorization } });
    expect(answer.status).toBe(200);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops on %s at once, though a request is held and another is never answered',
    async (signal) => {
      const { child, ended, firstLine } = start();
      const [url = ''] = /http:\/\/\S+:\d+/.exec(await firstLine()) ?? [];
      const headers = { authorization: 'Bearer seam_a', 'content-type': 'application/json' };
      const ask = (path: string, body: unknown) =>
        fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      await ask('/_sandbox/faults', { route: '/phones/list', outcome: 'timeout-before' });
      await ask('/_sandbox/hold', { route: '/acs/systems/list' });
      const waiting = ['/phones/list', '/acs/systems/list'].map((path) =>
        ask(path, {}).then(
          () => 'answered',
          () => 'broken',
        ),
      );
      const arrived = async () => {
        const ledger = await fetch(`${url}/_sandbox/requests`, { headers });
        return JSON.stringify(await ledger.json());
      };
      await expect.poll(arrived).toMatch(/phones.*systems|systems.*phones/);

      const asked = performance.now();
      // As npm does beside a terminal, and somebody impatient: until it is gone.
      const again = setInterval(() => child.kill(signal), 1);
      onTestFinished(() => clearInterval(again));
      child.kill(signal);
      expect(await ended).toBe(0);
      expect(performance.now() - asked).toBeLessThan(30_000);
      expect(await Promise.all(waiting)).toEqual(['broken', 'broken']);
    },
  );

  it.each([
    {
      options: ['--port', 'many'],
      complaint: '--port must be a number from 0 to 65535, not "many"',
    },
    { options: ['--prot', '80'], complaint: "Unknown option '--prot'" },
  ])('refuses $options, says why, and exits with 2', async ({ options, complaint }) => {
    const program = start(...options);

    expect(await program.ended).toBe(2);
    expect(program.complaint()).toContain(complaint);
    expect(program.complaint()).toContain('usage: node sandbox/main.ts');
  });

  it('says that its port is taken', async () => {
    const { firstLine } = start();
    const [, port = ''] = /:(\d+);/.exec(await firstLine()) ?? [];
    const second = start('--port', port);

    expect(await second.ended).toBe(2);
    expect(second.complaint()).toContain('EADDRINUSE');
  });
});
