import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { pathOf, read } from '../docs/page.ts';

const sources = ['src/gateway', 'src/serving', 'src/client'].flatMap((folder) =>
  readdirSync(pathOf(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    // The document is made of our own names, before anybody calls.
    .filter((name) => name !== 'document.ts')
    .map((name) => join(folder, name)),
);

describe('the code that a request of a caller reaches', () => {
  it.each([
    ['starts a program', /node:child_process|node:cluster|node:worker_threads/],
    ['runs a text as a program', /node:vm|\beval\(|new Function\(|\bimport\((?!['"])/],
    ['makes a regular expression of a text', /(?<!\w)RegExp\(/],
    ['formats by a text that may be a caller’s', /util\.format|\bformat\(|console\./],
    ['answers with a redirect', /\.redirect\(/],
    ['turns the check of a certificate off', /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED/],
  ])('never %s', (_what, words) => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.filter((file) => words.test(read(file)))).toEqual([]);
  });
});
