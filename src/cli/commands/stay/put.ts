import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';

import type { ReservationInput } from '../../../client/index.ts';
import { readJson } from '../../../listings/read-json.ts';
import { defineCommand, JSON_OPTION } from '../../command.ts';
import { UsageError } from '../../usage-error.ts';

import { COMMAND_ID_OPTION, sendAndTell } from './with-stays.ts';

export const stayPut = defineCommand({
  name: 'stay put',
  argument: 'file or -',
  summary: 'books a stay, changes it to this, or opens it again',
  details: [
    'Reads a reservation as JSON from a file, or from standard input for "-". The same put again changes nothing.',
    'With "hold": true, a stay that it begins is held from the start: see "stay hold".',
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
  if (file.trimStart().startsWith('{')) {
    // Not quoted: it holds the guest.
    throw new UsageError(
      'The argument is a reservation, not the name of a file with one.',
      'Write it into a file, or give "-" and send it to standard input.',
    );
  }
  const name = file === '-' ? 'The standard input' : `The file ${file}`;
  const read = readJson(await readBytes(file, name));
  if ('fault' in read) throw new UsageError(`${name} ${read.fault}.`, read.next);
  const { value } = read;
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as ReservationInput;
  throw new UsageError(
    `${name} holds no reservation.`,
    'It must be one JSON object; see nightlatch stay put --help.',
  );
}

async function readBytes(file: string, name: string): Promise<Uint8Array> {
  const bytes =
    file === '-' ? await buffer(process.stdin) : await readFile(file).catch(() => undefined);
  if (bytes !== undefined) return bytes;
  throw new UsageError(
    `${name} cannot be read.`,
    'Name a file with a reservation, or "-" for standard input.',
  );
}
