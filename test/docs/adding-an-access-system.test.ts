import { existsSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { listingSchema } from '../../src/listings/listing.ts';

import { blocksOf, filesNamed, pathOf, read, unindented } from './page.ts';

const page = read('docs/adding-an-access-system.md');
const blocks = blocksOf(page);
const ofTypeScript = blocks.filter(({ language }) => language === 'ts');

describe('the page on adding an access system', () => {
  it.each(ofTypeScript.map(({ code, file }) => [file, code] as const))(
    'shows what is in %s',
    (file, code) => {
      expect(unindented(read(file))).toContain(unindented(code));
    },
  );

  it('shows a recipe, its line in the index, its sandbox and its tests, and nothing unchecked', () => {
    expect([...new Set(ofTypeScript.map(({ file }) => file))]).toEqual([
      'src/stay/recipes/latch-mobile.ts',
      'src/stay/recipes/index.ts',
      'sandbox/systems/latch.ts',
      'sandbox/site-plan.ts',
      'test/stay/recipes/recipes.test.ts',
      'test/workflows/recipes/guides.test.ts',
    ]);
    expect(blocks.map(({ language }) => language).filter((name) => name !== 'ts')).toEqual([
      'json',
    ]);
  });

  it('shows a listing that is taken', () => {
    const { code = '' } = blocks.find(({ language }) => language === 'json') ?? {};
    expect(listingSchema.parse(JSON.parse(code))).toMatchObject({ recipe: 'latch-mobile' });
  });

  it('names only files that are there', () => {
    const named = filesNamed(page);
    expect(named.length).toBeGreaterThan(8);
    for (const file of named) expect(existsSync(pathOf(file)), file).toBe(true);
  });
});
