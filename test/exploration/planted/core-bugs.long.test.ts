import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { CORE_BUGS } from './core-bugs.ts';
import { huntCoreBug } from './hunt-core-bugs.ts';

const root = join(import.meta.dirname, '../../..');

describe('the explorer', () => {
  it.each(CORE_BUGS)('finds $name', async (bug) => {
    const { found } = await huntCoreBug(root, bug);
    expect(found?.invariant).toBe(bug.caughtBy);
  });
});
