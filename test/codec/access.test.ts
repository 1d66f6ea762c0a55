import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CodecAccessError, newToken, readAccess } from '../../src/codec/server/access.ts';

const { sha256 } = newToken();
const tokens = [{ name: 'ada', sha256: [sha256] }];

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-access-'));
  path = join(folder, 'access.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the access file of the codec server', () => {
  it('names the pages of a UI by their origin', async () => {
    const access = { origins: ['http://localhost:8080', 'https://ui.example'], tokens };
    await writeFile(path, JSON.stringify(access));
    expect(readAccess(path)).toEqual(access);
  });

  it.each(['*', 'null', '', 'http://localhost:8080/', 'file:///ui', 'localhost:8080'])(
    'is refused with the origin "%s", by its place',
    async (origin) => {
      await writeFile(path, JSON.stringify({ origins: [origin], tokens }));
      expect(() => readAccess(path)).toThrow(CodecAccessError);
      expect(() => readAccess(path)).toThrow('is malformed at origins[0]');
    },
  );

  it('is refused where it is no JSON, by the place of the fault and without a word of it', async () => {
    await writeFile(path, '{"tokens": [{"sha256": "cafe"\n');
    const words = `The access file ${path} is not JSON at line 2, column 1: `;
    expect(() => readAccess(path)).toThrow(words);
    expect(() => readAccess(path)).not.toThrow('cafe');
  });
});
