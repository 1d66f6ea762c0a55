import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { differences } from './differences.ts';
import { stories } from './stories/index.ts';

describe('docs/seam-second-opinion.md', () => {
  it('lists exactly the differences that the tests show', async () => {
    const page = await readFile(
      new URL('../../docs/seam-second-opinion.md', import.meta.url),
      'utf8',
    );
    const [, , ...rows] = page.split('\n').filter((line) => line.startsWith('|'));
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    expect(cells).toEqual(
      differences.map(({ story, make, instead, right }) => [story, make, instead, right]),
    );
  });

  it('lists differences of stories that are told', () => {
    const titles = stories.map((story) => story.title);
    expect(titles).toEqual([...new Set(titles)]);
    expect(titles).toEqual(expect.arrayContaining(differences.map(({ story }) => story)));
  });
});
