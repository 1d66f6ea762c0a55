import { readCancellation } from '../../../contract/cancellation.ts';
import { defineCommand, JSON_OPTION } from '../../command.ts';

import { COMMAND_ID_OPTION, REASON_OPTION, REVISION_OPTION, sendAndTell } from './with-stays.ts';

export const stayCancel = defineCommand({
  name: 'stay cancel',
  argument: 'reservation id',
  summary: 'ends a stay now and takes its access away',
  details: [
    'It is obeyed whatever else is said: a reason is cut to 500 characters, and a malformed revision or command id counts as not given.',
    'With a revision it counts also where there is no stay: it is remembered, and a put that comes later and is not newer opens ' +
      'nothing. Without one, a stay that is not there cannot be cancelled.',
  ],
  examples: ['stay cancel 1001 --reason "the guest is ill"', 'stay cancel 1001 --revision 4'],
  options: {
    ...REASON_OPTION,
    ...REVISION_OPTION,
    ...COMMAND_ID_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, argument, terminal }) {
    const { reason, revision, 'command-id': commandId } = values;
    const cancellation = readCancellation({ reason, revision, commandId });
    const isLost = {
      revision: revision !== undefined && cancellation.revision === undefined,
      'command-id': commandId !== undefined && cancellation.commandId === undefined,
    };
    for (const [option, isIgnored] of Object.entries(isLost)) {
      if (isIgnored) terminal.say(`--${option} is malformed and counts as not given.`);
    }
    return sendAndTell((stays) => stays.cancel(argument, cancellation), terminal, values.json);
  },
});
