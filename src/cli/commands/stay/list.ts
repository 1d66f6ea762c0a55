import type { Phase } from '../../../client/index.ts';
import { PHASES } from '../../../contract/phases.ts';
import { PROBLEMS } from '../../../contract/problems.ts';
import { defineCommand, JSON_OPTION } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { listText } from '../../text/list-text.ts';
import { UsageError, wholeNumber } from '../../usage-error.ts';

import { withStays } from './with-stays.ts';

export const stayList = defineCommand({
  name: 'stay list',
  summary: 'lists stays, the newest first',
  details: [
    'Open stays, and those that ended within the retention of the namespace, each once, as its newest run says. A change is seen a moment later.',
  ],
  examples: ['stay list --problem any', 'stay list --listing loft --phase open'],
  options: {
    listing: { type: 'string', value: 'L', help: 'only at this listing' },
    phase: {
      type: 'string',
      value: 'P',
      help: `only ${PHASES.join(', ')}`,
    },
    problem: { type: 'string', value: 'TYPE', help: 'only with this problem, or "any"' },
    cursor: { type: 'string', value: 'C', help: 'where the page before ended' },
    limit: { type: 'string', value: 'N', help: 'stays on a page at most, 100 unless said' },
    ...JSON_OPTION,
  },
  async run({ values, terminal }) {
    const { json, limit, phase, problem, ...filter } = values;
    const wanted = {
      ...filter,
      ...(phase === undefined ? {} : { phase: readPhase(phase) }),
      ...(problem === undefined ? {} : { problem: readProblem(problem) }),
      ...(limit === undefined ? {} : { limit: wholeNumber('limit', limit, 1) }),
    };
    const page = await terminal.waiting(
      'Asking Temporal',
      withStays((stays) => stays.list(wanted)),
    );
    if (json === true) terminal.printJson(page);
    else for (const line of listText(page, terminal)) terminal.print(line);
    return EXIT.done;
  },
});

function readPhase(text: string): Phase {
  const phase = PHASES.find((known) => known === text);
  if (phase !== undefined) return phase;
  throw new UsageError(`There is no phase "${text}".`, `There are ${PHASES.join(', ')}.`);
}

function readProblem(text: string): string {
  const types = ['any', ...Object.keys(PROBLEMS)];
  const type = types.find((known) => known.toLowerCase() === text.toLowerCase());
  if (type !== undefined) return type;
  throw new UsageError(
    `There is no problem "${text}".`,
    'Say "any", or a type as docs/operations.md has them.',
  );
}
