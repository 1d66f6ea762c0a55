import type { StayClient } from '../../../client/index.ts';
import { defineCommand, JSON_OPTION } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { type Retried, retryListing, STARTED_PER_SECOND } from '../../retry-listing.ts';
import type { Terminal } from '../../terminal.ts';
import { isRetried, retriedLine, retriedText } from '../../text/retried-text.ts';

import { COMMAND_ID_OPTION, commandFields, sendAndTell, withStays } from './with-stays.ts';

export const stayRetry = defineCommand({
  name: 'stay retry',
  argument: 'reservation id',
  insteadOfArgument: 'listing',
  summary: 'has a stay try again what was refused',
  details: [
    'The listing is read again, so a corrected listings file counts from here.',
    `With --listing, every stay of that listing that is booked or lived, ${STARTED_PER_SECOND} a second: the ones that Temporal lists, ` +
      'which is a moment behind. It may be repeated.',
  ],
  examples: ['stay retry 1001', 'stay retry --listing loft'],
  options: {
    listing: { type: 'string', value: 'L', help: 'every stay of this listing instead of one' },
    ...COMMAND_ID_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, argument, terminal }) {
    const { listing, json } = values;
    const retry = commandFields(values);
    if (listing === undefined)
      return sendAndTell((stays) => stays.retry(argument, retry), terminal, json);
    return withStays((stays) => retryAll(stays, listing, retry, terminal, json));
  },
});

async function retryAll(
  stays: StayClient,
  listing: string,
  retry: { readonly commandId?: string },
  terminal: Terminal,
  json: boolean | undefined,
): Promise<ExitCode> {
  const onAnswer = (one: Retried, nth: number, of: number): void =>
    terminal.say(`${nth}/${of} ${retriedLine(one)}`);
  const all = await retryListing(stays, listing, retry, onAnswer);
  if (json === true) terminal.printJson({ listing, stays: all });
  else for (const line of retriedText(listing, all, terminal)) terminal.print(line);
  return all.every(isRetried) ? EXIT.done : EXIT.refused;
}
