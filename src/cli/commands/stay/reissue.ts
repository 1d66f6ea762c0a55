import { defineCommand, JSON_OPTION } from '../../command.ts';

import { COMMAND_ID_OPTION, commandFields, REASON_OPTION, sendAndTell } from './with-stays.ts';

export const stayReissue = defineCommand({
  name: 'stay reissue',
  argument: 'reservation id',
  summary: 'gives the guest a new PIN or key; the old one opens nothing any more',
  details: [
    'For a PIN that others know, or a phone that is lost. "applied" means that the new one was confirmed and the old one ' +
      'seen gone; "stay pin" then tells it. Of a held stay, it is done at the release. Each call makes another one: repeat it with the same --command-id.',
  ],
  examples: ['stay reissue 1001 --reason "the phone is lost"'],
  options: { ...REASON_OPTION, ...COMMAND_ID_OPTION, ...JSON_OPTION },
  async run({ values, argument, terminal }) {
    const reissue = { reason: values.reason, ...commandFields(values) };
    return sendAndTell((stays) => stays.reissue(argument, reissue), terminal, values.json);
  },
});
