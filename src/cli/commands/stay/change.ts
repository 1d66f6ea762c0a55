import { defineCommand, JSON_OPTION } from '../../command.ts';

import { COMMAND_ID_OPTION, commandFields, REVISION_OPTION, sendAndTell } from './with-stays.ts';

export const stayChange = defineCommand({
  name: 'stay change',
  argument: 'reservation id',
  summary: 'moves the check-in, the check-out or the guest',
  details: [
    'A time is an instant ("2031-05-04T11:00:00+02:00"), a local time at the listing ("2031-05-04T11:00") or a date ' +
      '("2031-05-04": the listing’s own check-in or check-out time). A check-out in the past, after the check-in, ends the stay now.',
  ],
  examples: [
    'stay change 1001 --check-out 2031-05-05',
    'stay change 1001 --listing garden-room --revision 3',
  ],
  options: {
    'check-in': { type: 'string', value: 'T', help: 'the new check-in' },
    'check-out': { type: 'string', value: 'T', help: 'the new check-out' },
    listing: { type: 'string', value: 'L', help: 'the listing that the guest moves to' },
    ...REVISION_OPTION,
    ...COMMAND_ID_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, argument, terminal }) {
    const { 'check-in': checkIn, 'check-out': checkOut, listing: listingId } = values;
    const change = {
      ...(checkIn === undefined ? {} : { checkIn }),
      ...(checkOut === undefined ? {} : { checkOut }),
      ...(listingId === undefined ? {} : { listingId }),
      ...commandFields(values),
    };
    return sendAndTell((stays) => stays.change(argument, change), terminal, values.json);
  },
});
