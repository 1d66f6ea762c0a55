import { readRing } from '../../codec/ring-file.ts';
import {
  listingsPath,
  logLevel,
  payloadKeys,
  quietPeriodMs,
  seam,
  seamRate,
  temporal,
  webhooksPath,
} from '../../config.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../contract/search-attributes.ts';
import { loadListings } from '../../listings/load-listings.ts';
import { missingSearchAttributes, SearchAttributeError } from '../../setup.ts';
import { loadEndpoints } from '../../webhooks/webhooks-file.ts';
import { expectSupportedPlatform } from '../../worker/platform.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { ownVersion } from '../own-version.ts';
import { reachTemporal } from '../reach-temporal.ts';
import { untilStopped } from '../until-stopped.ts';
import { portNumber } from '../usage-error.ts';

export const worker = defineCommand({
  name: 'worker',
  summary: 'works on the stays: asks Seam for access and revokes it again',
  details: [
    'Needs TEMPORAL_ADDRESS (localhost:7233 unless said), SEAM_API_KEY and the listings file that NIGHTLATCH_LISTINGS names. ' +
      'NIGHTLATCH_PAYLOAD_KEYS names the key ring with which it encrypts what Temporal keeps, NIGHTLATCH_WEBHOOKS the file of those ' +
      'who are told of events. Run as many as you like; stays outlive every one of them. SIGTERM stops it cleanly.',
  ],
  options: {
    port: { type: 'string', value: 'N', help: 'serve /healthz, /readyz and /metrics there' },
  },
  async run({ values, terminal }) {
    expectSupportedPlatform();
    const ring = payloadKeys();
    if (ring !== undefined) readRing(ring);
    const webhooks = webhooksPath();
    const config = {
      temporal: temporal(),
      seam: seam(),
      listingsPath: listingsPath(),
      quietPeriodMs: quietPeriodMs(),
      seamRate: seamRate(),
      logLevel: logLevel(),
      ...(ring === undefined ? {} : { payloadKeysPath: ring }),
      userAgent: `nightlatch/${await ownVersion()}`,
      ...(webhooks === undefined ? {} : { webhooksPath: webhooks }),
      ...(values.port === undefined ? {} : { port: portNumber(values.port) }),
    };
    await loadListings(config.listingsPath);
    if (webhooks !== undefined) await loadEndpoints(webhooks);
    const { address, namespace } = config.temporal;
    // One that is not registered would make every workflow task fail, so look before the first one.
    const missing = await reachTemporal(config.temporal, (connection) =>
      missingSearchAttributes(connection, namespace, STAY_SEARCH_ATTRIBUTES),
    );
    if (missing.length > 0) {
      throw new SearchAttributeError(
        `Namespace ${namespace} lacks the search attributes ${missing.join(', ')}`,
        'Run "nightlatch setup" once.',
      );
    }
    // A stop that comes while it starts is a stop as well.
    const stopped = untilStopped();
    // Temporal's native core takes longer to load than everything else: no other command waits for it.
    const { startWorker } = await import('../../worker.ts');
    const running = await startWorker(config);
    const health =
      running.port === undefined ? '' : `, health on http://127.0.0.1:${running.port}/healthz`;
    terminal.print(`Worker ready on ${address}, namespace ${namespace}${health}`);
    void stopped.then(() => running.stop());
    await running.done;
    return EXIT.done;
  },
});
