import { parseArgs } from 'node:util';

import { startSandbox } from './server.ts';
import { siteView } from './views/model-views.ts';

const USAGE = 'usage: node sandbox/main.ts [--port N] [--host 127.0.0.1] [--seed S] [--json]';

/** The key that the ready line tells of; any other `seam_…` key works as well. */
const EXAMPLE_KEY = 'seam_sandbox_key';

function readArguments() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`--port must be a number from 0 to 65535, not "${values.port}"`);
  }
  return { ...values, port };
}

async function run(): Promise<void> {
  const { port, host, seed, json } = readArguments();
  const running = await startSandbox({ port, host, ...(seed === undefined ? {} : { seed }) });
  // Ctrl-C reaches us from the terminal and from npm: closing twice is closing once. A process that
  // ends by itself takes its handlers off first, and the second signal would kill it.
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => void running.close().then(() => process.exit()));
  const site = siteView(running.sandbox.workspace(EXAMPLE_KEY));
  const ready = json
    ? JSON.stringify({ url: running.url, workspaces: [site] })
    : `Sandbox ready on ${running.url}; any API key that starts with seam_ is a workspace of its own`;
  process.stdout.write(`${ready}\n`);
}

try {
  await run();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`sandbox: ${message}\n${USAGE}\n`);
  process.exitCode = 2;
}
