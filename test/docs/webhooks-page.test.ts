import { expect, it } from 'vitest';

import { read } from './page.ts';
import { webhooksPage } from './webhooks-page.ts';

it('docs/webhooks.md says what the schemas of the events say: else run `npm run docs:webhooks`', () => {
  expect(read('docs/webhooks.md')).toBe(webhooksPage());
});
