import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { PROBLEMS } from '../../src/contract/problems.ts';
import type { Refusal } from '../../src/stay/plan.ts';
import { gravest, show } from '../../src/stay/problem-sources.ts';

/** Whoever adds a reason to refuse a plan is asked here for its text. */
const REFUSALS = {
  UnknownListing: 'the listing is gone',
  MissingGuestData: 'it has another recipe',
  CheckOutNotAfterCheckIn: 'its house times crossed',
  CheckOutPast: 'its house times moved',
} as const satisfies Record<Refusal['type'], string>;

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

  it.each(Object.entries(REFUSALS))(
    '%s, shown because %s while the stay sleeps, speaks of the listing and not of Seam',
    (type, reason) => {
      const shown = gravest(show({}, 'listing', { type, said: reason }, 0));
      const { message = '', next = '' } = shown ?? {};
      expect(message).toContain(`(${reason})`);
      expect(message).toContain('listing');
      expect(`${message} ${next}`).not.toContain('Seam');
      expect(next).toContain('retry the stay');
    },
  );
});
