import {
  chmod,
  chown,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { KeyRingError } from '../../src/codec/key-ring.ts';
import { readRingFile } from '../../src/codec/ring-file.ts';
import { addKey } from '../../src/codec/write-ring.ts';

const NOW = new Date('2026-11-26T12:00:00Z');
const NOBODY = 65_534;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-write-ring-'));
  path = join(folder, 'payload-keys.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const add = (where = path) => addKey(where, { isStandby: false }, NOW);

describe('a new key', () => {
  it('has a name that no key of another ring has, though both are made on one day', () => {
    const names = [add().keyId, add().keyId, add(join(folder, 'another.json')).keyId];
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^2026-11-26-[0-9a-f]{8}$/);
  });

  it('is refused while somebody else makes one, and leaves the ring and theirs as they are', async () => {
    add();
    const before = await readFile(path, 'utf8');
    await writeFile(`${path}.new`, 'half of');
    expect(() => add()).toThrow(KeyRingError);
    expect(() => add()).toThrow('Somebody else is changing the key ring');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await readFile(`${path}.new`, 'utf8')).toBe('half of');
  });

  it('leaves nothing behind where the ring cannot be used', async () => {
    await writeFile(path, '{');
    expect(() => add()).toThrow('is not JSON');
    expect(await readdir(folder)).toEqual(['payload-keys.json']);
  });

  it('keeps the permissions, whatever the umask of who makes it', async () => {
    add();
    await chmod(path, 0o640);
    const umask = process.umask(0o077);
    add();
    process.umask(umask);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it.skipIf(process.getuid?.() !== 0)('leaves the ring to the service that reads it', async () => {
    add();
    await chown(path, NOBODY, NOBODY);
    add();
    expect(await stat(path)).toMatchObject({ uid: NOBODY, gid: NOBODY });
  });

  it('goes where a link leads, which stays a link', async () => {
    const link = join(folder, 'link.json');
    add();
    await symlink(path, link);
    add(link);
    expect(readRingFile(path).keys).toHaveLength(2);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
  });

  it('says where it cannot be written', () => {
    const nowhere = join(folder, 'missing/payload-keys.json');
    expect(() => add(nowhere)).toThrow(`The key ring ${nowhere} cannot be written`);
  });
});
