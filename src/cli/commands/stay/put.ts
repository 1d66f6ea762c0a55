import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

import type { ReservationInput } from '../../../client/index.ts';
import { findJsonFault } from '../../../listings/json-fault.ts';
import { defineCommand, JSON_OPTION } from '../../command.ts';
import { UsageError } from '../../usage-error.ts';

import { COMMAND_ID_OPTION, sendAndTell } from './with-stays.ts';

export const stayPut = defineCommand({
  name: 'stay put',
  argument: 'file or -',
  summary: 'books a stay, changes it to this, or opens it again',
  details: [
    'Reads a reservation as JSON from a file, or from standard input for "-". The same put again changes nothing.',
  ],
  examples: [
    'stay put reservation.json',
    `stay put - <<< '{"reservationId": "1001", "listingId": "loft", "guest": {"fullName": "Ada Guest"}, "checkIn": "2031-05-01", "checkOut": "2031-05-04"}'`,
  ],
  options: { ...COMMAND_ID_OPTION, ...JSON_OPTION },
  async run({ values, argument, terminal }) {
    const reservation = await readReservation(argument);
    const commandId = values['command-id'];
    const wanted = commandId === undefined ? reservation : { ...reservation, commandId };
    return sendAndTell((stays) => stays.put(wanted), terminal, values.json);
  },
});

async function readReservation(file: string): Promise<ReservationInput> {
  const name = file === '-' ? 'The standard input' : `The file ${file}`;
  const content =
    file === '-' ? await text(process.stdin) : await readFile(file, 'utf8').catch(() => undefined);
  if (content === undefined) {
    throw new UsageError(
      `${name} cannot be read.`,
      'Name a file with a reservation, or "-" for standard input.',
    );
  }
  // Some editors begin a file with a mark of its encoding.
  const value = parseJson(content.replace(/^\uFEFF/, ''), name);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as ReservationInput;
  throw new UsageError(
    `${name} holds no reservation.`,
    'It must be one JSON object; see nightlatch stay put --help.',
  );
}

function parseJson(content: string, name: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    const fault = findJsonFault(content);
    const where = fault
      ? ` at line ${fault.line}, column ${fault.column}: expected ${fault.expected}`
      : '';
    throw new UsageError(`${name} is not JSON${where}.`, 'Correct it and try again.');
  }
}
