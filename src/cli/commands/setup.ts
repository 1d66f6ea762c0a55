import { Client } from '@temporalio/client';

import { clientConverter } from '../../codec/client-encryption.ts';
import { payloadKeys, seam, seamWebhookSecretPath, temporal } from '../../config.ts';
import { RECONCILE_SCHEDULE } from '../../contract/names.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../contract/search-attributes.ts';
import { WAKING_EVENTS } from '../../gateway/seam-hint.ts';
import { ensureReconcileSchedule } from '../../reconcile-schedule.ts';
import { registerSearchAttributes } from '../../setup.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { reachTemporal } from '../reach-temporal.ts';
import {
  keepSecret,
  type Registered,
  registerSeamWebhook,
  webhookAddress,
} from '../register-seam-webhook.ts';
import type { Terminal } from '../terminal.ts';

export const setup = defineCommand({
  name: 'setup',
  summary:
    'prepares a Temporal namespace: registers the search attributes and the schedule; and a webhook at Seam',
  details: [
    'Run it once for each namespace, before the first worker. It is safe to repeat.',
    'With --seam-webhook it has Seam send the events that wake a stay to the gateway there. The secret of the webhook goes ' +
      'into the file that SEAM_WEBHOOK_SECRET_FILE names; without one it is printed when the webhook is made, and not again.',
  ],
  examples: ['setup --seam-webhook https://your-address/webhooks/seam'],
  options: {
    'seam-webhook': {
      type: 'string',
      value: 'URL',
      help: 'where Seam reaches the gateway, with the route /webhooks/seam',
    },
  },
  async run({ values, terminal }) {
    const address = values['seam-webhook'];
    // Before anything is done, whether all of it can be.
    const wanted =
      address === undefined ? undefined : { url: webhookAddress(address), config: seam() };
    await prepareNamespace(terminal);
    if (wanted === undefined) return EXIT.done;
    const { connectSeamWebhooks } = await import('../../seam/seam-http.ts');
    const registered = await terminal.waiting(
      'Registering the webhook at Seam',
      registerSeamWebhook(connectSeamWebhooks(wanted.config), wanted.url, WAKING_EVENTS),
    );
    await handOver(registered, terminal);
    return EXIT.done;
  },
});

async function prepareNamespace(terminal: Terminal): Promise<void> {
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
}

const DONE: Readonly<Record<Registered['was'], string>> = {
  made: 'Seam has a new webhook to',
  changed: 'Seam had a webhook for other events, and now sends those that wake a stay to',
  there: 'Seam has a webhook already to',
};

/** Says what was done, and puts the secret where it belongs. */
async function handOver({ webhook, was }: Registered, terminal: Terminal): Promise<void> {
  const { url, secret } = webhook;
  terminal.print(`${DONE[was]} ${url}.`);
  const path = seamWebhookSecretPath();
  if (secret !== undefined && path !== undefined) {
    await keepSecret(path, secret);
    terminal.say('Its secret is in the file that SEAM_WEBHOOK_SECRET_FILE names, for the gateway.');
  } else if (secret !== undefined && was === 'made') {
    terminal.say(
      'Its secret belongs into a file that SEAM_WEBHOOK_SECRET_FILE of the gateway names. It is shown this once:',
    );
    terminal.print(secret);
  } else {
    terminal.say(
      'Its secret stands in Seam’s console, and belongs into a file that SEAM_WEBHOOK_SECRET_FILE of the gateway names.',
    );
  }
}
