import { StayClient } from '../../client/index.ts';
import { environment, logLevel } from '../../config.ts';
import { expectSupportedPlatform } from '../../worker/platform.ts';
import { defineCommand } from '../command.ts';
import { castOf } from '../demo/cast.ts';
import { leftovers } from '../demo/doors.ts';
import { play } from '../demo/play.ts';
import { reviewOf } from '../demo/review.ts';
import { printedTimeline } from '../demo/timeline.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type LocalStack, withLocalStack } from '../local/local-stack.ts';
import type { Terminal } from '../terminal.ts';
import { stopSignal, untilAborted } from '../until-stopped.ts';

/** What makes a stay short enough to watch. */
const SETTINGS = { NIGHTLATCH_QUIET_PERIOD: '3 seconds', NIGHTLATCH_SEAM_RATE: '100' };

export const demo = defineCommand({
  name: 'demo',
  summary: 'plays whole stays on this machine, with nothing configured',
  details: [
    'Starts Temporal, the sandbox, a worker and a gateway, plays one stay for each recipe and a cancelled one, from booking to ' +
      'proven revocation, and stops everything again. Succeeds only if the sandbox’s doors opened when they should ' +
      'and all ended shut.',
    'The first run may have to fetch or build a Temporal server. With TEMPORAL_ADDRESS it uses that one, unless a ' +
      'worker is there already.',
  ],
  options: {
    keep: {
      type: 'boolean',
      help: 'leave everything running afterwards, to look around, until Ctrl-C',
    },
  },
  async run({ values, terminal }) {
    expectSupportedPlatform();
    // The worker reads it for itself, but only after everything else has started.
    logLevel();
    const signal = stopSignal();
    const options = {
      environment: environment(),
      settings: SETTINGS,
      signal,
      onProgress: (sentence: string) => terminal.say(`${sentence} …`),
    };
    return withLocalStack(options, async (stack) => {
      const exitCode = await Promise.race([perform(stack, terminal, signal), stack.broken]);
      if (values.keep === true) await keepRunning(stack, terminal, signal);
      return exitCode;
    });
  },
});

async function perform(
  stack: LocalStack,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { connection, namespace, uiUrl } = stack.temporal;
  const start = Date.now();
  const parts = castOf(stack.listings, start);
  terminal.print(
    `${parts.length} stays, seconds instead of nights. Every one is a workflow: ${uiUrl ?? stack.temporal.address}`,
  );
  terminal.print(
    'The quiet period between the two proofs is 3 seconds here; it is 10 minutes unless you set it.',
  );
  terminal.print('');
  const stays = await StayClient.connect({ connection, namespace });
  try {
    const timeline = printedTimeline(parts, terminal, start);
    const seen = await play(parts, { stays, site: stack.sandbox, timeline, signal });
    const review = reviewOf(parts, seen, await leftovers(stack.sandbox), terminal);
    terminal.print('');
    for (const line of review.lines) terminal.print(line);
    return review.isGood ? EXIT.done : EXIT.refused;
  } finally {
    await stays.close();
  }
}

async function keepRunning(
  stack: LocalStack,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  terminal.print(
    `Everything keeps running until Ctrl-C: ${stack.temporal.uiUrl ?? stack.temporal.address}`,
  );
  await Promise.race([untilAborted(signal), stack.broken]);
}
