import { Client } from '@temporalio/client';

import { clientConverter } from '../../codec/client-encryption.ts';
import { payloadKeys, temporal } from '../../config.ts';
import { RECONCILE_SCHEDULE } from '../../contract/names.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../contract/search-attributes.ts';
import { ensureReconcileSchedule } from '../../reconcile-schedule.ts';
import { registerSearchAttributes } from '../../setup.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { reachTemporal } from '../reach-temporal.ts';

export const setup = defineCommand({
  name: 'setup',
  summary: 'prepares a Temporal namespace: registers the search attributes and the schedule',
  details: ['Run it once for each namespace, before the first worker. It is safe to repeat.'],
  options: {},
  async run({ terminal }) {
    const where = temporal();
    const dataConverter = clientConverter(payloadKeys(), where.namespace);
    const names = Object.keys(STAY_SEARCH_ATTRIBUTES);
    await terminal.waiting(
      'Registering the search attributes and the schedule',
      reachTemporal(where, async (connection) => {
        const { namespace } = where;
        await registerSearchAttributes(connection, namespace, STAY_SEARCH_ATTRIBUTES);
        await ensureReconcileSchedule(
          new Client({ connection, namespace, ...(dataConverter && { dataConverter }) }),
        );
      }),
    );
    terminal.print(
      `Namespace ${where.namespace} at ${where.address} has the search attributes ${names.join(', ')} ` +
        `and the schedule ${RECONCILE_SCHEDULE}.`,
    );
    return EXIT.done;
  },
});
