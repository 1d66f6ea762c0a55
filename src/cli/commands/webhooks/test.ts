import { randomUUID } from 'node:crypto';

import { ConfigurationError, webhooksPath } from '../../../config.ts';
import type { EventBody } from '../../../contract/announcement.ts';
import { deliver, type Delivery } from '../../../webhooks/deliver.ts';
import { resolveBySystem } from '../../../webhooks/resolve.ts';
import { loadEndpoints } from '../../../webhooks/webhooks-file.ts';
import { defineCommand, JSON_OPTION } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { ownVersion } from '../../own-version.ts';
import { UsageError } from '../../usage-error.ts';

export const webhooksTest = defineCommand({
  name: 'webhooks test',
  argument: 'name',
  summary: 'sends a test event to an endpoint of the webhooks file',
  details: [
    'NIGHTLATCH_WEBHOOKS names the file. One event of the type nightlatch.test is sent, signed as every other, once; what the ' +
      'receiver answers is printed. Exits 0 if it took the event.',
  ],
  examples: ['webhooks test pms'],
  options: JSON_OPTION,
  async run({ values, argument: name, terminal }) {
    const path = webhooksPath();
    if (path === undefined)
      throw new ConfigurationError('NIGHTLATCH_WEBHOOKS', 'is not set', 'webhooks.json');
    const endpoints = await loadEndpoints(path);
    const endpoint = endpoints.find((one) => one.name === name);
    if (endpoint === undefined) {
      const names = endpoints.map((one) => one.name).join(', ') || 'none';
      throw new UsageError(`The webhooks file has no such endpoint.`, `It has: ${names}.`);
    }
    const id = `test.${randomUUID()}`;
    const sender = {
      userAgent: `nightlatch/${await ownVersion()}`,
      clock: Date.now,
      resolve: resolveBySystem,
    };
    const body = JSON.stringify(testEvent(name));
    const delivery = await terminal.waiting('Sending', deliver(sender, endpoint, { id, body }));
    if (values.json === true) terminal.printJson({ endpoint: name, id, ...delivery });
    else terminal.print(sentence(name, delivery));
    return delivery.outcome === 'delivered' ? EXIT.done : EXIT.refused;
  },
});

function testEvent(endpoint: string): EventBody {
  return { type: 'nightlatch.test', timestamp: new Date().toISOString(), data: { endpoint } };
}

function sentence(name: string, delivery: Delivery): string {
  switch (delivery.outcome) {
    case 'delivered':
      return `${name} took the event: it answered ${delivery.status}.`;
    case 'gone':
      return `${name} answered 410: it wants no events, and gets none until the workers restart.`;
    case 'failed':
      return `${name} did not take the event: ${delivery.why}. An event of a stay would be sent again, for three days.`;
  }
}
