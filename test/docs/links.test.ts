import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { pathOf, read } from './page.ts';

const PAGES = [
  ...globSync(['*.md', '{.github,bench,deploy,docs,examples,packages,sandbox,test}/**/*.md'], {
    cwd: pathOf('.'),
    exclude: (name) => name.endsWith('node_modules'),
  }),
].toSorted();

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = withoutCode(read(page)).matchAll(/^#+ (.*)$/gm);
  return new Set([...headings].map(([, words = '']) => anchorOf(words)));
}

function anchorOf(words: string): string {
  const text = words.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return text.replaceAll(/[^\p{L}\p{N}\-_ ]/gu, '').replaceAll(' ', '-');
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, '');
}

/** What is wrong with the links of a page to files and headings of this repository. */
function brokenLinksOf(page: string): readonly string[] {
  const links = withoutCode(read(page)).matchAll(
    /\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)/g,
  );
  return [...links].flatMap(([link, path = '', anchor]) => {
    const file = path === '' ? page : join(page, '..', path);
    if (!existsSync(pathOf(file))) return [link];
    const isThere = anchor === undefined || !file.endsWith('.md') || anchorsOf(file).has(anchor);
    return isThere ? [] : [link];
  });
}

describe('the pages', () => {
  it('are found', () => {
    expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'docs/architecture.md']));
  });

  it.each(PAGES)('%s leads only to files and headings that are there', (page) => {
    expect(brokenLinksOf(page)).toEqual([]);
  });
});
