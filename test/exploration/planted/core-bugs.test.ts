import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { plant } from '../../planted-bugs/plant.ts';
import { readSources } from '../../planted-bugs/sources.ts';

import { CORE_BUGS } from './core-bugs.ts';

const sources = await readSources(join(import.meta.dirname, '../../..'));

describe('the bugs planted in the core', () => {
  it('are at least 20, each with a name of its own', () => {
    expect(CORE_BUGS.length).toBeGreaterThanOrEqual(20);
    expect(new Set(CORE_BUGS.map(({ name }) => name)).size).toBe(CORE_BUGS.length);
  });

  it.each(CORE_BUGS)('$name applies to the core as it is', (bug) => {
    const planted = plant(bug, sources);
    expect(planted).toHaveLength(bug.edits.length);
    expect(planted.filter(({ file }) => !file.startsWith('src/stay/'))).toEqual([]);
  });
});
