import { defineCommand, JSON_OPTION } from '../../command.ts';

import { COMMAND_ID_OPTION, commandFields, sendAndTell } from './with-stays.ts';

export const stayRelease = defineCommand({
  name: 'stay release',
  argument: 'reservation id',
  summary: 'lets the guest of a held stay in again',
  details: [
    'As booked, with the PIN or key of before; where the hold had to take that away there is a new one, and the guest has ' +
      'to be told.',
  ],
  options: { ...COMMAND_ID_OPTION, ...JSON_OPTION },
  async run({ values, argument, terminal }) {
    const release = commandFields(values);
    return sendAndTell((stays) => stays.release(argument, release), terminal, values.json);
  },
});
