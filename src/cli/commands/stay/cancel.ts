import { defineCommand, JSON_OPTION } from '../../command.ts';

import { COMMAND_ID_OPTION, commandFields, REVISION_OPTION, sendAndTell } from './with-stays.ts';

export const stayCancel = defineCommand({
  name: 'stay cancel',
  argument: 'reservation id',
  summary: 'ends a stay now and takes its access away',
  examples: ['stay cancel 1001 --reason "the guest is ill"'],
  options: {
    reason: { type: 'string', value: 'R', help: 'for people; nothing personal' },
    ...REVISION_OPTION,
    ...COMMAND_ID_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, argument, terminal }) {
    const { reason } = values;
    const cancellation = { ...(reason === undefined ? {} : { reason }), ...commandFields(values) };
    return sendAndTell((stays) => stays.cancel(argument, cancellation), terminal, values.json);
  },
});
