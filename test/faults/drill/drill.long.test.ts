import { describe, expect, inject, it } from 'vitest';

import { lackingForDrill } from './programs.ts';
import { runDrill } from './run-drill.ts';

const lacking = await lackingForDrill();
// CI has all of it, or builds it: there a drill that cannot be held is a failure.
const isSkipped = lacking.length > 0 && process.env['GITHUB_ACTIONS'] === undefined;
const why = lacking.length === 0 ? '' : ` (skipped where there is ${lacking.join(', and ')})`;
/** The limit of the drill itself, and what it takes to end everything afterwards. */
const WITHIN_MS = 300_000;

describe.skipIf(isSkipped)(`the deployment of docs/deployment.md${why}`, () => {
  it(
    'opens and shuts every door on time while a worker and then the database die',
    { timeout: WITHIN_MS },
    async () => {
      const said: string[] = [];
      const { told, wrongs } = await runDrill(inject('program'), (line) => said.push(line));
      expect(wrongs, [...said, ...told].join('\n')).toEqual([]);
    },
  );
});
