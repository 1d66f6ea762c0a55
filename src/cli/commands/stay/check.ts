import { defineCommand, JSON_OPTION } from '../../command.ts';

import { COMMAND_ID_OPTION, commandFields, sendAndTell } from './with-stays.ts';

export const stayCheck = defineCommand({
  name: 'stay check',
  argument: 'reservation id',
  summary: 'has a stay look at Seam again',
  details: [
    'Whatever differs from what the stay wants is put right: a user, a group or a credential that is gone, a window that ' +
      'somebody moved. Nothing that was refused for good is tried again, and the listing is not read again: that is "stay retry".',
  ],
  options: { ...COMMAND_ID_OPTION, ...JSON_OPTION },
  async run({ values, argument, terminal }) {
    return sendAndTell(
      (stays) => stays.check(argument, commandFields(values)),
      terminal,
      values.json,
    );
  },
});
