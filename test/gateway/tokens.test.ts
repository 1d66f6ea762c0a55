import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadTokens, tokensFrom, TokensFileError } from '../../src/gateway/tokens-file.ts';
import { findToken, newToken, type TokenEntry } from '../../src/gateway/tokens.ts';
import { openGateway, TOKENS } from '../support/gateway-rig.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-tokens-'));
  path = join(folder, 'tokens.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (...tokens: readonly object[]) => writeFile(path, JSON.stringify({ tokens }));

describe('a new token', () => {
  it('is found by its hash, which is all that the file has of it', () => {
    const { token, entry } = newToken('pms', ['stays:read']);
    expect(token).toMatch(/^nl_[\w-]{43}$/);
    expect(JSON.stringify(entry)).not.toContain(token);
    expect(entry.sha256[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(findToken([TOKENS.desk.entry, entry], token)).toBe(entry);
    expect(findToken([entry], `${token}x`)).toBeUndefined();
    expect(findToken([entry], entry.sha256[0] ?? '')).toBeUndefined();
    expect(newToken('pms', ['stays:read']).token).not.toBe(token);
  });
});

describe('a token that is replaced', () => {
  it('is good beside the new one until its hash is taken out of the file, with the next request', async () => {
    const [old, fresh] = [newToken('pms', ['stays:write']), newToken('pms', ['stays:write'])];
    await write(old.entry);
    const notes: string[] = [];
    const tokens = tokensFrom(path, await loadTokens(path), {
      read: (count) => void notes.push(`read ${count}`),
      failed: (error) => void notes.push(error.message),
    });
    const gateway = await openGateway({ tokens });
    const statusWith = async ({ token }: { readonly token: string }): Promise<number> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await gateway.call({ method: 'DELETE', path: '/stays/a b', headers })).status;
    };
    expect([await statusWith(old), await statusWith(fresh)]).toEqual([404, 401]);

    await write({ ...old.entry, sha256: [...old.entry.sha256, ...fresh.entry.sha256] });
    expect([await statusWith(old), await statusWith(fresh)]).toEqual([404, 404]);

    // As an editor does that writes beside the file and puts it in its place.
    await writeFile(join(folder, 'next'), JSON.stringify({ tokens: [fresh.entry] }));
    await rename(join(folder, 'next'), path);
    expect([await statusWith(old), await statusWith(fresh)]).toEqual([401, 404]);

    // What cannot be used takes nobody's access away, and is told once.
    await writeFile(path, '{"tokens": [');
    expect([await statusWith(old), await statusWith(fresh)]).toEqual([401, 404]);
    expect(notes.slice(0, 3)).toEqual(['read 1', 'read 1', 'read 1']);
    expect(notes.slice(3)).toEqual([expect.stringMatching(/is not JSON at line 1/)]);
  });
});

describe('a token that was taken out of the file', () => {
  it('is good in none of the requests that come after, though they come at once', async () => {
    const [stolen, own] = [newToken('stolen', ['desk']), newToken('own', ['desk'])];
    await write(stolen.entry, own.entry);
    const ignore = () => {};
    const tokens = tokensFrom(path, await loadTokens(path), { read: ignore, failed: ignore });
    await tokens();
    await write(own.entry);
    const lists = await Promise.all(Array.from({ length: 20 }, () => tokens()));
    expect(lists.filter((list) => findToken(list, stolen.token) !== undefined)).toEqual([]);
    expect(lists.every((list) => findToken(list, own.token) !== undefined)).toBe(true);
  });
});

describe('a tokens file that cannot be used', () => {
  const [hash = ''] = TOKENS.desk.entry.sha256;
  const entry: TokenEntry = { name: 'pms', sha256: [hash], scopes: ['desk'] };

  it.each([
    ['three hashes', { ...entry, sha256: [hash, hash, hash] }, /two hashes at most/],
    ['no hash', { ...entry, sha256: [] }, /one hash/],
    ['the token instead of its hash', { ...entry, sha256: ['nl_secret'] }, /64 hexadecimal/],
    ['a scope that there is not', { ...entry, scopes: ['all'] }, /scopes\[0\]: must be one of/],
    ['no scope', { ...entry, scopes: [] }, /must have a scope/],
    ['a field that is not known', { ...entry, secret: 'nl_secret' }, /not known/],
  ])('is named with its place and rule: %s', async (_what, wrong, said) => {
    await write(wrong);
    const error: unknown = await loadTokens(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TokensFileError);
    expect(String(error)).toMatch(said);
    expect(String(error)).not.toContain('nl_secret');
  });

  it('is one with a name twice, or that is not there', async () => {
    await write(entry, entry);
    await expect(loadTokens(path)).rejects.toThrow(/each name once/);
    await expect(loadTokens(join(folder, 'nowhere'))).rejects.toThrow(/cannot be read/);
  });
});
