import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { PROBLEMS } from '../../src/contract/problems.ts';

describe('the problems', async () => {
  const operations = await readFile(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');

  it.each(Object.entries(PROBLEMS))(
    '%s says what it is and what to do, and has its page',
    (type, text) => {
      expect(type).toMatch(/^(?:[A-Z][a-z]+)+$/);
      expect(text.message).toMatch(/\.$/);
      expect(text.next).toMatch(/\.$/);
      expect(operations).toContain(`\n### ${type}\n`);
    },
  );
});
