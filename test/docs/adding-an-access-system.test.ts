import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { listingSchema } from '../../src/listings/listing.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
/** A part of a file stands further to the left on the page. */
const unindented = (code: string): string => code.replaceAll(/^ +/gm, '');
const page = read('docs/adding-an-access-system.md');

interface Block {
  readonly language: string;
  readonly code: string;
  /** The file that is named under it. */
  readonly file: string;
}

/** Every block of code, with the next file that stands on a line of its own. */
const blocks: readonly Block[] = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => {
  const [whole, language = '', code = ''] = match;
  const rest = page.slice(match.index + whole.length);
  return { language, code, file: /^`([^`\n]+)`$/m.exec(rest)?.[1] ?? '' };
});
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
    const named = [...page.matchAll(/`((?:src|sandbox|test|workflows)\/[\w./-]+\.ts)`/g)];
    expect(named.length).toBeGreaterThan(8);
    for (const [, file = ''] of named) expect(existsSync(join(ROOT, file)), file).toBe(true);
  });
});
