import { defineCommand, JSON_OPTION } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { historyText } from '../../text/history-text.ts';

import { withStays } from './with-stays.ts';

export const stayHistory = defineCommand({
  name: 'stay history',
  argument: 'reservation id',
  summary: 'tells a stay’s whole story: requests, steps, verdicts, problems, proofs',
  details: [
    'Read from Temporal’s history of all of its runs, as long as Temporal keeps them; no worker is needed. Nothing of the guest is in ' +
      'it, so that it can be handed to others.',
  ],
  options: JSON_OPTION,
  async run({ values, argument, terminal }) {
    const history = await terminal.waiting(
      'Reading the history',
      withStays((stays) => stays.history(argument)),
    );
    if (values.json === true) terminal.printJson(history);
    else for (const line of historyText(history, terminal)) terminal.print(line);
    return EXIT.done;
  },
});
