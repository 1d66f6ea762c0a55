import { defineCommand, JSON_OPTION } from '../../command.ts';

import { COMMAND_ID_OPTION, commandFields, REASON_OPTION, sendAndTell } from './with-stays.ts';

export const stayHold = defineCommand({
  name: 'stay hold',
  argument: 'reservation id',
  summary: 'lets nobody in until the stay is released',
  details: [
    'The guest’s access is suspended or, where the access system cannot do that, revoked. The booking stays as it is, ' +
      'and ends at its check-out as ever. "applied" means that the doors were seen shut for the guest.',
  ],
  examples: ['stay hold 1001 --reason "the deposit is missing"'],
  options: { ...REASON_OPTION, ...COMMAND_ID_OPTION, ...JSON_OPTION },
  async run({ values, argument, terminal }) {
    const hold = { reason: values.reason, ...commandFields(values) };
    return sendAndTell((stays) => stays.hold(argument, hold), terminal, values.json);
  },
});
