import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { KeyRingError, parseRingFile, ringOf } from '../../src/codec/key-ring.ts';
import { readRing, ringFile } from '../../src/codec/ring-file.ts';

import { newRing } from './rings.ts';

const RING = newRing(['2026-11', '2026-10'], '2027-01-01');
const [KEY = { id: '', secret: '' }] = RING.keys;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-ring-'));
  path = join(folder, 'payload-keys.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a key ring file', () => {
  it('is read with its keys in their order, and the moment until which clear is accepted', () => {
    const ring = ringOf(parseRingFile(JSON.stringify(RING)));
    expect(ring.keys.map(({ id }) => id)).toEqual(['2026-11', '2026-10']);
    expect(ring.keys[0].secret).toHaveLength(32);
    expect(ring.acceptClearUntil).toBe(Date.UTC(2027, 0, 1));
  });

  it.each<[string, unknown, string]>([
    ['no key', { keys: [] }, 'keys must have a key'],
    ['a short secret', { keys: [{ id: 'a', secret: 'c2hvcnQ=' }] }, 'must be 32 bytes in base64'],
    [
      'an id twice',
      { keys: [KEY, { ...KEY, secret: newRing(['a']).keys[0]?.secret }] },
      'an id twice',
    ],
    ['a secret twice', { keys: [KEY, { ...KEY, id: 'b' }] }, 'has a secret twice'],
    ['an id with a blank', { keys: [{ ...KEY, id: 'a b' }] }, 'keys[0].id must be'],
    ['an unknown field', { ...RING, [KEY.secret]: 1 }, 'has unknown fields'],
    ['a malformed day', { ...RING, acceptClear: 'soon' }, 'acceptClear must be a date'],
  ])('is refused with %s, in words without a secret', (_what, file, words) => {
    const read = () => parseRingFile(JSON.stringify(file));
    expect(read).toThrow(KeyRingError);
    expect(read).toThrow(words);
    expect(read).not.toThrow(KEY.secret);
  });

  it('that is no JSON is refused without a word of it', () => {
    expect(() => parseRingFile(`{"keys": [${KEY.secret}]}`)).toThrow(/^The key ring is not JSON$/);
  });

  it('is named where it is not there, with what to do', () => {
    expect(() => readRing(path)).toThrow(`The key ring ${path} cannot be read`);
  });

  it('is named where nobody can even ask whether it is there', async () => {
    await symlink(path, path);
    expect(() => ringFile(path)).toThrow(`The key ring ${path} cannot be read`);
  });
});

describe('a key ring in use', () => {
  it('has a key that was added a moment ago as soon as a payload asks for it', async () => {
    await writeFile(path, JSON.stringify({ keys: [KEY] }));
    const ring = ringFile(path);
    expect(ring.find('2026-10')).toBeUndefined();
    await writeFile(path, JSON.stringify(RING));
    expect(ring.find('2026-10')?.id).toBe('2026-10');
    expect(ring.current().keys).toHaveLength(2);
  });

  it('stays as it was when its file is damaged, which is told once', async () => {
    await writeFile(path, JSON.stringify({ keys: [KEY] }));
    const faults: string[] = [];
    const ring = ringFile(path, (why) => faults.push(why));
    await writeFile(path, '{"keys":');
    expect(ring.find('other')).toBeUndefined();
    expect(ring.find('another')).toBeUndefined();
    expect(ring.current().keys[0].id).toBe(KEY.id);
    expect(faults).toEqual([`The key ring is not JSON (${path})`]);
  });

  it('stays as it was when its file comes out of reach, which is told once', async () => {
    await writeFile(path, JSON.stringify({ keys: [KEY] }));
    const faults: string[] = [];
    const ring = ringFile(path, (why) => faults.push(why));
    await rm(path);
    await symlink(path, path);
    expect([ring.find('other'), ring.find('another')]).toEqual([undefined, undefined]);
    expect(ring.current().keys[0].id).toBe(KEY.id);
    expect(faults).toEqual([`The key ring ${path} cannot be read`]);
  });
});
