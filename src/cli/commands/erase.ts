import { Client } from '@temporalio/client';

import { StayError } from '../../client/index.ts';
import { clientConverter } from '../../codec/client-encryption.ts';
import { payloadKeys, temporal } from '../../config.ts';
import { reservationIdSchema } from '../../contract/reservation.ts';
import { defineCommand, JSON_OPTION } from '../command.ts';
import { erasePasses } from '../erase/erase-passes.ts';
import { eraseRuns } from '../erase/erase-runs.ts';
import { EXIT } from '../exit-code.ts';
import { reachTemporal } from '../reach-temporal.ts';
import { UsageError } from '../usage-error.ts';

export const erase = defineCommand({
  name: 'erase',
  argument: 'reservation id',
  summary: 'deletes what Temporal keeps of a closed stay',
  details: [
    'Every run of the stay goes, with its history and its place in the lists, and so do the deliveries of its events and the passes of the reconciler that name it; ' +
      'it is done when Temporal knows none of them any more. An open stay is refused. The last pass of the reconciler stays: if it ' +
      'names the stay, erase it again when three more passes were made (45 minutes).',
    'What a later put of the same reservation is told of its revisions is forgotten with it. Backups of Temporal’s database, logs ' +
      'and Seam are not touched: docs/privacy.md.',
  ],
  options: JSON_OPTION,
  async run({ values, argument, terminal }) {
    const id = reservationIdSchema.safeParse(argument);
    if (!id.success) {
      const next = 'It has 1 to 64 of A-Z a-z 0-9 . _ -';
      throw new UsageError('The reservation id is malformed.', next);
    }
    const where = temporal();
    const { namespace } = where;
    const dataConverter = clientConverter(payloadKeys(), namespace);
    const { runs, passes } = await terminal.waiting(
      'Erasing',
      reachTemporal(where, async (connection) => {
        const client = new Client({
          connection,
          namespace,
          ...(dataConverter && { dataConverter }),
        });
        const gone = await eraseRuns(client, argument);
        return { runs: gone.count, passes: await erasePasses(client, argument, gone.since) };
      }),
    );
    const { count, isRemembered } = passes;
    if (runs + count === 0 && !isRemembered) {
      const message = `There is nothing of a stay for reservation ${argument}.`;
      throw new StayError('NoSuchStay', message, 'Check the reservation id.');
    }
    if (values.json === true)
      terminal.printJson({ reservationId: argument, runs, passes: count, isRemembered });
    else {
      terminal.print(`${runs} runs and ${count} passes of the reconciler are gone.`);
      if (isRemembered)
        terminal.print(
          'Its last pass names the stay, or cannot be read: erase it again in 45 minutes.',
        );
    }
    return isRemembered ? EXIT.refused : EXIT.done;
  },
});
