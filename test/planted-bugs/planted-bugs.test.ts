import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { plantedBugs } from './bugs/index.ts';
import { disguised } from './disguised.ts';
import { plant } from './plant.ts';
import { readSources } from './sources.ts';

const root = join(import.meta.dirname, '../..');
const sources = await readSources(root);
const strange = await disguised(sources);

describe('the planted bugs', () => {
  it('are at least 30, each with a name of its own', () => {
    expect(plantedBugs.length).toBeGreaterThanOrEqual(30);
    expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length);
  });

  it.each(plantedBugs)('$name applies to the product as it is', (bug) => {
    expect(plant(bug, sources)).toHaveLength(bug.edits.length);
  });

  it.each(plantedBugs)('$name applies however locals are called and files laid out', (bug) => {
    expect(plant(bug, strange)).toHaveLength(bug.edits.length);
  });

  it.each(['src/', 'workflows/', 'activities/'])('are in %s, among other folders', (folder) => {
    const files = plantedBugs.flatMap((bug) => plant(bug, sources).map(({ file }) => file));
    expect(files.some((file) => file.startsWith(folder))).toBe(true);
  });
});

describe('the page about planted bugs', () => {
  const page = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
  const inLine = (code: string): string => code.replaceAll(/\s+/g, ' ').trim();

  it('shows a bug as it is planted', () => {
    const shown = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const bug = plantedBugs.find(({ name }) => shown.includes(`'${name}'`));
    const words = [bug?.story, ...(bug?.edits.flatMap((e) => Object.values(e)) ?? [])];
    expect(words.length).toBeGreaterThan(1);
    for (const word of words) expect(shown).toContain(`'${word}'`);
  });

  it('gives no example of an edit that is in no bug', () => {
    const known = plantedBugs.flatMap(({ edits }) => edits.flatMap((e) => [e.in, inLine(e.find)]));
    const spans = [...page.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span ?? '');
    const examples = spans.filter((span) => span.includes('$') && /[(=]/.test(span));
    expect(examples.length).toBeGreaterThan(2);
    for (const example of examples) expect(known).toContain(example);
  });
});

describe('the product in disguise', () => {
  it('is no file as it was in which a bug is planted', () => {
    const files = plantedBugs.flatMap((bug) => plant(bug, sources).map(({ file }) => file));
    for (const file of new Set(files)) {
      expect(strange.get(file)).not.toBe(sources.get(file));
    }
  });
});
