import { environment, logLevel, quietPeriodMs, seamRate } from '../../config.ts';
import { readableLine } from '../../telemetry/log-line.ts';
import { expectSupportedPlatform } from '../../worker/platform.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { type LocalStack, withLocalStack } from '../local/local-stack.ts';
import { OWN_NAME } from '../own-name.ts';
import { Interrupted, stopSignal, untilAborted } from '../until-stopped.ts';

export const dev = defineCommand({
  name: 'dev',
  summary: 'keeps Temporal, the sandbox, a worker and a gateway running, for trying things by hand',
  details: [
    'Prints what to export in another terminal, and commands to start with. The listings file that it prints may be ' +
      'edited: the worker reads it again. Ctrl-C stops everything, and everything is forgotten.',
    'The first run may have to fetch or build a Temporal server. With TEMPORAL_ADDRESS it uses that one, unless a ' +
      'worker is there already. NIGHTLATCH_QUIET_PERIOD, NIGHTLATCH_SEAM_RATE and NIGHTLATCH_LOG_LEVEL count.',
  ],
  options: {},
  async run({ terminal }) {
    expectSupportedPlatform();
    // The worker reads them for itself, but only after everything else has started.
    quietPeriodMs();
    seamRate();
    logLevel();
    const signal = stopSignal();
    const options = {
      environment: environment(),
      signal,
      onProgress: (sentence: string) => terminal.say(`${sentence} …`),
      onLog: (line: string) => terminal.say(process.stderr.isTTY ? readableLine(line) : line),
    };
    try {
      await withLocalStack(options, async (stack) => {
        for (const line of introduction(stack)) terminal.print(line);
        await Promise.race([untilAborted(signal), stack.broken]);
      });
    } catch (error) {
      // To be stopped is what it waits for, also while it starts.
      if (!(error instanceof Interrupted)) throw error;
    }
    return EXIT.done;
  },
});

function introduction(stack: LocalStack): readonly string[] {
  const { temporal, sandbox, gatewayUrl, workerUrl, exports, listings } = stack;
  const names = listings.map(({ entry }) => `${entry.listingId} (${entry.recipe})`);
  const listingId = listings[0]?.entry.listingId;
  const guest = { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550100' };
  const booking = {
    reservationId: '1001',
    listingId,
    guest,
    checkIn: new Date(Date.now() + 120_000).toISOString(),
    checkOut: new Date(Date.now() + 86_400_000).toISOString(),
  };
  const openNow = { ...booking, reservationId: undefined, checkIn: new Date().toISOString() };
  return [
    'Everything is running. In another terminal:',
    '',
    ...Object.entries({ ...exports, GATEWAY: gatewayUrl }).map(
      ([name, value]) => `  export ${name}=${value}`,
    ),
    '',
    `  echo '${JSON.stringify(booking)}' | ${OWN_NAME} stay put -`,
    `  ${OWN_NAME} stay show 1001`,
    `  ${OWN_NAME} stay pin 1001`,
    `  ${OWN_NAME} stay cancel 1001`,
    `  ${OWN_NAME} stay history 1001`,
    '',
    'The same over HTTP, from any language; this one opens the doors at once:',
    '',
    `  curl -s -X PUT ${gatewayUrl}/stays/1002 -H 'Content-Type: application/json' -d '${JSON.stringify(openNow)}'`,
    `  curl -s ${gatewayUrl}/stays/1002/credential`,
    `  curl -s -X DELETE ${gatewayUrl}/stays/1002`,
    '',
    'Which doors open, and for whom:',
    '',
    `  curl -s -H 'Authorization: Bearer ${sandbox.apiKey}' ${sandbox.url}/_sandbox/doors`,
    '',
    `Temporal     ${temporal.uiUrl ?? temporal.address}`,
    `Sandbox      ${sandbox.url}`,
    `Gateway      ${gatewayUrl}, its routes at ${gatewayUrl}/openapi.json`,
    `Worker       ${workerUrl}/metrics and ${workerUrl}/readyz`,
    `Listings     ${names.join(', ')}`,
    '',
    'Ctrl-C stops everything.',
  ];
}
