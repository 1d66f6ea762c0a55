import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { changePage } from './change-page.ts';

it('docs/what-happens-if.md says what the tables say: else run `npm run docs:changes`', async () => {
  const page = new URL('../../docs/what-happens-if.md', import.meta.url);
  expect(await readFile(page, 'utf8')).toBe(changePage());
});
