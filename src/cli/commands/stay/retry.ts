import { defineCommand, JSON_OPTION } from '../../command.ts';

import { COMMAND_ID_OPTION, commandFields, sendAndTell } from './with-stays.ts';

export const stayRetry = defineCommand({
  name: 'stay retry',
  argument: 'reservation id',
  summary: 'has a stay try again what was refused',
  details: ['The listing is read again, so a corrected listings file counts from here.'],
  options: { ...COMMAND_ID_OPTION, ...JSON_OPTION },
  async run({ values, argument, terminal }) {
    return sendAndTell(
      (stays) => stays.retry(argument, commandFields(values)),
      terminal,
      values.json,
    );
  },
});
