import { expect, it } from 'vitest';

import { PROBLEMS } from '../../src/gateway/problem.ts';

import { apiPage } from './api-page.ts';
import { read } from './page.ts';

it('docs/api.md says what the gateway’s document says: else run `npm run docs:api`', async () => {
  expect(read('docs/api.md')).toBe(await apiPage());
});

it('has a heading for every problem, where its type leads to', () => {
  const headings = [...read('docs/api.md').matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  for (const type of Object.keys(PROBLEMS)) expect(headings).toContain(type);
});
