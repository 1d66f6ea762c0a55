import { defineCommand, JSON_OPTION } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { seamIfConfigured } from '../../seam-if-configured.ts';
import { statusText } from '../../text/status-text.ts';

import { withStays } from './with-stays.ts';

export const stayShow = defineCommand({
  name: 'stay show',
  argument: 'reservation id',
  summary: 'shows what a stay is doing, or how it ended',
  details: [
    'With SEAM_API_KEY set, also the entrances that the guest can open, by name, as Seam has them at this moment.',
  ],
  options: JSON_OPTION,
  async run({ values, argument, terminal }) {
    const seam = await seamIfConfigured();
    const options = typeof seam === 'string' ? {} : { seam };
    const status = await terminal.waiting(
      'Asking the stay',
      withStays((stays) => stays.show(argument), options),
    );
    const hasUser = status.ledger.some((e) => e.kind === 'access-user' && e.state === 'live');
    if (typeof seam === 'string' && hasUser) terminal.say(`The entrances are not shown: ${seam}`);
    if (values.json === true) terminal.printJson(status);
    else for (const line of statusText(status, terminal, Date.now())) terminal.print(line);
    return EXIT.done;
  },
});
