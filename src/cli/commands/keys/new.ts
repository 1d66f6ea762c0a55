import { existsSync } from 'node:fs';

import { z } from 'zod';

import { readRing } from '../../../codec/ring-file.ts';
import { addKey } from '../../../codec/write-ring.ts';
import { payloadKeys } from '../../../config.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { UsageError } from '../../usage-error.ts';

/** Longer than Temporal keeps a closed stay, and than most stays are booked ahead. */
const CLEAR_FOR_DAYS = 365;
const DAY_MS = 86_400_000;

export const keysNew = defineCommand({
  name: 'keys new',
  summary: 'makes a key that encrypts from now on, and the key ring file if there is none',
  details: [
    'The file is the one that NIGHTLATCH_PAYLOAD_KEYS names, or --file. Processes that use it take the key up within a second, ' +
      'without a restart; the keys before go on decrypting.',
    'Where the file is on several machines, a key must be everywhere before it encrypts anywhere: make it with --standby, hand the ' +
      'file out, then move the key to the front of the list and hand it out again.',
    `A new file has what is in clear read for ${CLEAR_FOR_DAYS} days, for the stays that were begun before; "keys status" tells whether any is left.`,
  ],
  examples: ['keys new', 'keys new --file payload-keys.json --accept-clear never'],
  options: {
    file: { type: 'string', value: 'PATH', help: 'the key ring file' },
    standby: { type: 'boolean', help: 'the key only decrypts, until it is moved to the front' },
    'if-none': { type: 'boolean', help: 'does nothing if the file is there and can be used' },
    'accept-clear': { type: 'string', value: 'DAY', help: 'of a new file, or never' },
  },
  run({ values, terminal }) {
    const path = values.file ?? payloadKeys();
    if (path === undefined || path === '') {
      const next = 'Set NIGHTLATCH_PAYLOAD_KEYS to where it is to be, or give --file PATH.';
      throw new UsageError('The key ring file is not named.', next);
    }
    const isThere = existsSync(path);
    if (isThere && values['if-none'] === true) {
      terminal.print(`${path} is there, and ${readRing(path).keys[0].id} encrypts.`);
      return Promise.resolve(EXIT.done);
    }
    const now = new Date();
    const clear = clearUntil(values['accept-clear'], now);
    const isStandby = values.standby === true && isThere;
    const made = { isStandby, ...(clear !== undefined && { acceptClear: clear }) };
    const { keyId, ring } = addKey(path, made, now);
    terminal.print(`Key ${keyId} ${isStandby ? 'decrypts' : 'encrypts'} from now on, in ${path}.`);
    terminal.print(
      ring.acceptClear === undefined
        ? 'Payloads in clear are not read.'
        : `Payloads in clear are read until ${ring.acceptClear}.`,
    );
    terminal.print('Keep a copy apart from the database: without its key a stay shuts no door.');
    return Promise.resolve(EXIT.done);
  },
});

function clearUntil(said: string | undefined, now: Date): string | undefined {
  if (said === 'never') return undefined;
  if (said === undefined)
    return new Date(now.getTime() + CLEAR_FOR_DAYS * DAY_MS).toISOString().slice(0, 10);
  if (z.iso.date().safeParse(said).success) return said;
  throw new UsageError('--accept-clear must be a day or "never".', 'For example 2027-01-01.');
}
