import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { plantedBugs } from './bugs/index.ts';
import { edited } from './planted-bug.ts';

const root = join(import.meta.dirname, '../..');

describe('the planted bugs', () => {
  it('are at least 30, each with a name of its own', () => {
    expect(plantedBugs.length).toBeGreaterThanOrEqual(30);
    expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length);
  });

  it.each(plantedBugs)('$name applies to the product as it is', async ({ edits }) => {
    const texts = new Map<string, string>();
    for (const edit of edits) {
      const before = texts.get(edit.file) ?? (await readFile(join(root, edit.file), 'utf8'));
      texts.set(edit.file, edited(before, edit));
    }
    for (const text of texts.values()) {
      expect(() => stripTypeScriptTypes(text)).not.toThrow();
    }
  });

  it.each(['src/', 'workflows/', 'activities/'])('are in %s, among other folders', (folder) => {
    const files = plantedBugs.flatMap(({ edits }) => edits.map(({ file }) => file));
    expect(files.some((file) => file.startsWith(folder))).toBe(true);
  });
});

describe('an edit', () => {
  it('is refused where what it replaces is not there, or is there twice', () => {
    const edit = { file: 'door.ts', find: 'shut', replace: 'open' };
    expect(() => edited('the door is ajar', edit)).toThrow(/door\.ts.*0 times/);
    expect(() => edited('shut the door that is shut', edit)).toThrow(/2 times/);
    expect(edited('the door is shut', edit)).toBe('the door is open');
  });

  it('is refused where it changes nothing', () => {
    const edit = { file: 'door.ts', find: 'shut', replace: 'shut' };
    expect(() => edited('the door is shut', edit)).toThrow(/drop the bug/);
  });
});
