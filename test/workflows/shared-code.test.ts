import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, inject, it } from 'vitest';

import { frozenBySdk, loadBundle } from '../support/load-bundle.ts';

import { keptState } from './kept-state.ts';

const ROOT = join(import.meta.dirname, '../..');
const CODE = [
  'workflows/**/*.ts',
  'src/{stay,contract}/**/*.ts',
  'src/codec/{payload,failure}-converter.ts',
];

describe('the code that the stays of a worker share', () => {
  const { shared, own } = loadBundle(inject('workflowBundle'));

  it('is all there is: no stay loads a copy of its own', () => {
    expect([...own.keys()]).toEqual([]);
    expect([...shared.keys()]).toContain('./workflows/index.ts');
  });

  // A schema that is frozen cannot read the first payload that comes.
  it('gives the SDK nothing to freeze but functions', () => {
    expect(frozenBySdk(shared)).toEqual([]);
  });

  it('keeps nothing of a stay', () => {
    const kept = globSync(CODE, { cwd: ROOT }).flatMap((file) =>
      keptState(file, readFileSync(join(ROOT, file), 'utf8')).map((place) => `${file}: ${place}`),
    );
    expect(kept).toEqual([]);
  });

  it.each([
    'let stays = 0;',
    'export let stays = 0;',
    'class Stays { static all = 0 }',
    'const stays = new Set();',
    'const stays = { all: 0 }; const begin = () => { stays.all += 1; };',
    'const stays = { all: 0 }; const begin = () => { stays.all++; };',
    'const stays = { all: {} }; const begin = () => { delete stays.all.last; };',
    'const stays = [0]; export const begin = () => stays.push(1);',
    'const stays = {}; const begin = () => Object.assign(stays, { last: 1 });',
    'import { stays } from "./stays.ts"; export const begin = () => stays.all.add(1);',
    'import * as all from "./stays.ts"; export const begin = () => { all.stays.last = 1; };',
    'const begin = () => { globalThis.stays = 1; };',
    'const STAY = /stay/g;\nconst isStay = (text) => STAY.test(text);',
  ])('would be noticed to keep something: %s', (text) => {
    expect(keptState('stays.ts', text)).toHaveLength(1);
  });
});
