import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { differences } from './differences.ts';
import { doubts } from './second-opinion/doubts/index.ts';
import { tales } from './second-opinion/tales.ts';
import { stories } from './stories/index.ts';

/** The cells of the table under a heading of the page, without its head. */
async function tableUnder(heading: string): Promise<readonly (readonly string[])[]> {
  const page = await readFile(
    new URL('../../docs/seam-second-opinion.md', import.meta.url),
    'utf8',
  );
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  const [, , ...rows] = own.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/seam-second-opinion.md', () => {
  it('lists exactly the differences that the tests show', async () => {
    expect(await tableUnder("Seam's own fake")).toEqual(
      differences.map(({ story, make, instead, right }) => [story, make, instead, right]),
    );
  });

  it('lists differences of stories that are told', () => {
    const titles = stories.map((story) => story.title);
    expect(titles).toEqual([...new Set(titles)]);
    expect(titles).toEqual(expect.arrayContaining(differences.map(({ story }) => story)));
  });

  it('lists exactly the doubts that Seam is asked about', async () => {
    const asked = (await tableUnder('What is in doubt')).map((cells) => cells.at(-1) ?? '');
    expect(asked.toSorted()).toEqual(doubts.map(({ title }) => title).toSorted());
    const titles = tales.map(({ title }) => title);
    expect(titles).toEqual([...new Set(titles)]);
  });
});
