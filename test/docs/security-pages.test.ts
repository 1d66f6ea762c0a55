import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { filesNamed, pathOf, read } from './page.ts';

const PAGES = ['SECURITY.md', 'docs/threat-model.md', 'docs/asvs.md'];

/** Every link of a page to a file: its words and where it leads, from the repository's root. */
function linksOf(page: string): readonly { readonly words: string; readonly file: string }[] {
  return [...read(page).matchAll(/\[([^\]]+)\]\(([^)#]+)(?:#[^)]*)?\)/g)]
    .map(([, words = '', path = '']) => ({ words, file: join(dirname(page), path) }))
    .filter(({ file }) => !file.startsWith('http'));
}

const threats = read('docs/threat-model.md');

describe.each(PAGES)('%s', (page) => {
  it('names only files that are there', () => {
    for (const file of filesNamed(read(page))) expect(existsSync(pathOf(file)), file).toBe(true);
  });
});

describe('the threat model', () => {
  const stories = linksOf('docs/threat-model.md').filter(({ file }) => file.startsWith('test/'));

  it('names only stories that are told in the file to which it leads', () => {
    expect(stories.length).toBeGreaterThan(40);
    for (const { words, file } of stories)
      expect(read(file), `${words} (${file})`).toContain(words);
  });

  it('has each of the actors, with something that they may try', () => {
    for (const actor of [
      'A guest',
      'A former guest',
      'Staff of another hotel',
      'A PMS with a stolen token',
      'An operator of Temporal',
      'A network in between',
      'A dependency',
    ]) {
      const [, part = ''] = threats.split(`\n## ${actor}\n`);
      const [own = ''] = part.split('\n## ');
      expect(own.match(/^\| (?:to|a) /gm)?.length, actor).toBeGreaterThan(0);
    }
  });

  it('says what is not there, and leaves no attempt without an answer', () => {
    expect(threats).toContain('\n## What is not there\n');
    const rows = threats
      .split('\n')
      .filter((line) => line.startsWith('| to '))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    expect(rows.length).toBeGreaterThan(20);
    const unanswered = rows.filter(
      ([, , stops = '', shown]) => stops === '' || (shown === '' && !stops.includes('**nothing**')),
    );
    expect(unanswered).toEqual([]);
  });
});

/** How many requirements of levels 1 and 2 each section of the ASVS 5.0.0 has, in chapters that apply. */
const ASVS: Readonly<Record<string, readonly number[]>> = {
  1: [2, 9, 11, 3, 2],
  2: [3, 3, 4, 1],
  4: [3, 1, 2, 4],
  6: [3, 12, 4, 4, 5, 3, 0, 4],
  8: [2, 3, 1, 1],
  11: [2, 3, 3, 4, 1, 1],
  12: [3, 2, 4],
  13: [1, 5, 2, 5],
  14: [2, 4, 3],
  15: [3, 3, 7],
  16: [1, 5, 4, 3, 3],
};

describe('the page on the ASVS', () => {
  it('judges every requirement of level 2 once, with a reason, and names a test for what is met', () => {
    const rows = read('docs/asvs.md')
      .split('\n')
      .filter((line) => /^\| \d/.test(line))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    const judged = rows.flatMap(([, ids = '']) => ids.split(', '));
    const wanted = Object.entries(ASVS).flatMap(([chapter, sections]) =>
      sections.flatMap((count, section) =>
        Array.from({ length: count }, (_, nth) => `${chapter}.${section + 1}.${nth + 1}`),
      ),
    );
    expect(judged.toSorted()).toEqual(wanted.toSorted());
    for (const [, ids, verdict, reason] of rows) {
      expect(verdict, ids).toMatch(/^(?:met|not met|no object)$/);
      expect(reason?.length, ids).toBeGreaterThan(5);
    }
    // That the files which are named are there is looked at above.
    const unshown = rows.filter(
      ([, , verdict, , shown = '']) => verdict === 'met' && filesNamed(shown).length === 0,
    );
    expect(unshown).toEqual([]);
  });
});
