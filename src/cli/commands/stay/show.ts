import { defineCommand, JSON_OPTION } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { statusText } from '../../text/status-text.ts';

import { withStays } from './with-stays.ts';

export const stayShow = defineCommand({
  name: 'stay show',
  argument: 'reservation id',
  summary: 'shows what a stay is doing, or how it ended',
  options: JSON_OPTION,
  async run({ values, argument, terminal }) {
    const status = await terminal.waiting(
      'Asking the stay',
      withStays((stays) => stays.show(argument)),
    );
    if (values.json === true) terminal.printJson(status);
    else for (const line of statusText(status, terminal, Date.now())) terminal.print(line);
    return EXIT.done;
  },
});
