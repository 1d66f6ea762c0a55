import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ownProgram, type Service, startService } from '../../src/cli/services/service.ts';

const run = promisify(execFile);
const page = await readFile(new URL('../../docs/integrating.md', import.meta.url), 'utf8');

/** The calls of a section of the page that has this heading, each as it is pasted. */
function callsOf(heading: string): readonly string[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [text = ''] = section.split('\n## ');
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.split(/\n(?=curl )/));
}

describe('somebody who follows docs/integrating.md by the letter', () => {
  const lines: string[] = [];
  let dev: Service;
  beforeAll(async () => {
    dev = await startService({
      name: 'npm run dev',
      ...ownProgram('src/cli/main', 'dev'),
      environment: { ...process.env, NIGHTLATCH_QUIET_PERIOD: '1 second' },
      readyWithinMs: 120_000,
      isReady: (line) => line.startsWith('Ctrl-C stops everything'),
      onLine: (line, stream) => void (stream === 'stdout' && lines.push(line.trim())),
    });
  });
  afterAll(() => dev?.stop());

  /** Pastes lines into another terminal, after those with which it begins. */
  const paste = async (text: string): Promise<Readonly<Record<string, unknown>>> => {
    const exports = lines.filter((line) => line.startsWith('export '));
    const { stdout } = await run('bash', ['-c', [...exports, text].join('\n')]);
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  };
  const printed = (part: string): string => lines.find((line) => line.includes(part)) ?? '';
  const openDoors = async (): Promise<number> => {
    const { doors } = await paste(printed('/_sandbox/doors'));
    const each = doors as readonly { readonly opens_for: readonly unknown[] }[];
    return each.filter((door) => door.opens_for.length > 0).length;
  };

  it('opens doors with the curl that `npm run dev` printed, and shuts them', async () => {
    expect(await paste(printed('-X PUT'))).toMatchObject({ outcome: 'applied' });
    expect(await openDoors()).toBe(3);
    expect(await paste(printed('/credential'))).toMatchObject({ state: 'issued' });
    expect(await paste(printed('-X DELETE'))).toMatchObject({ outcome: 'applied' });
    expect(await openDoors()).toBe(0);
  });

  it('lets a guest in, reads the PIN, and has every change applied', async () => {
    for (const call of callsOf('2. Put a stay'))
      expect(await paste(call)).toMatchObject({ outcome: 'applied', timeZone: 'Europe/Amsterdam' });
    expect(await openDoors()).toBe(3);
    for (const call of callsOf('3. Show the guest the PIN'))
      expect(await paste(call)).toMatchObject({ accessMethod: 'code', state: 'issued' });
    const changes = callsOf('4. Change it, and end it');
    expect(changes).toHaveLength(6);
    for (const call of changes.slice(0, -1))
      expect(await paste(call), call).toMatchObject({ outcome: 'applied' });
    const shown = await paste(changes.at(-1) ?? '');
    expect(['revoking', 'revoked']).toContain(shown['phase']);
    expect(await openDoors()).toBe(0);
  });
});
