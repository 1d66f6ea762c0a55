import { StayClient, type StayClientOptions, type Verdict } from '../../../client/index.ts';
import { temporal } from '../../../config.ts';
import type { Options } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import type { Terminal } from '../../terminal.ts';
import { verdictText } from '../../text/verdict-text.ts';
import { wholeNumber } from '../../usage-error.ts';

/** Options of every command that changes a stay. */
export const COMMAND_ID_OPTION = {
  'command-id': {
    type: 'string',
    value: 'ID',
    help: 'one effect per id, however often it is sent',
  },
} as const satisfies Options;

export const REASON_OPTION = {
  reason: { type: 'string', value: 'R', help: 'for people; nothing personal' },
} as const satisfies Options;

export const REVISION_OPTION = {
  revision: {
    type: 'string',
    value: 'N',
    help: 'of the booking backend: an older request changes nothing that a newer one said',
  },
} as const satisfies Options;

/** Lets a piece of work talk to the stays of the configured Temporal, and hangs up afterwards. */
export async function withStays<T>(
  work: (stays: StayClient) => Promise<T>,
  options: Pick<StayClientOptions, 'seam'> = {},
): Promise<T> {
  const { connection, namespace } = temporal();
  // What is malformed is told at once, and not after a wait for a Temporal that is away.
  const stays = StayClient.onDemand({ ...options, connection, namespace });
  try {
    return await work(stays);
  } finally {
    await stays.close();
  }
}

/** Sends one message and tells its verdict. */
export async function sendAndTell(
  send: (stays: StayClient) => Promise<Verdict>,
  terminal: Terminal,
  json: boolean | undefined,
): Promise<ExitCode> {
  const verdict = await terminal.waiting('Waiting for the stay to answer', withStays(send));
  if (json === true) terminal.printJson(verdict);
  else for (const line of verdictText(verdict, terminal, Date.now())) terminal.print(line);
  return verdict.outcome === 'refused' || verdict.outcome === 'too-late' ? EXIT.refused : EXIT.done;
}

/** The revision and the command id that the options give, as the messages carry them. */
export function commandFields(values: {
  readonly revision?: string;
  readonly 'command-id'?: string;
}): {
  readonly revision?: number;
  readonly commandId?: string;
} {
  const { revision, 'command-id': commandId } = values;
  return {
    ...(revision === undefined ? {} : { revision: wholeNumber('revision', revision) }),
    ...(commandId === undefined ? {} : { commandId }),
  };
}
