import { environment } from '../../config.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { childFailed, startChild } from '../services/child-process.ts';
import { ownProgram } from '../services/service.ts';
import { untilStopped } from '../until-stopped.ts';
import { portNumber, UsageError } from '../usage-error.ts';

export const sandbox = defineCommand({
  name: 'sandbox',
  summary: 'stands in for Seam, with model doors, for trying and testing',
  details: [
    'Any API key that starts with "seam_" is a workspace of its own: set SEAM_ENDPOINT to the address that it prints ' +
      'and SEAM_API_KEY to such a key. GET /_sandbox/doors tells which doors open now, and for whom. It forgets ' +
      'everything when it stops.',
  ],
  options: {
    port: { type: 'string', value: 'N', help: 'listen there; a free one unless said' },
    host: { type: 'string', value: 'H', help: 'listen on that interface; 127.0.0.1 unless said' },
    seed: { type: 'string', value: 'S', help: 'make PINs and injected faults repeatable' },
    json: { type: 'boolean', help: 'print the address and the ids as one line of JSON' },
  },
  async run({ values, terminal }) {
    const { port, host, seed, json } = values;
    const args = [
      ...(port === undefined ? [] : ['--port', String(portNumber(port))]),
      ...(host === undefined ? [] : ['--host', host]),
      ...(seed === undefined ? [] : ['--seed', seed]),
      ...(json === true ? ['--json'] : []),
    ];
    let isReady = false;
    // A program of its own: what judges us shares no process with us.
    const child = await startChild({
      name: 'The sandbox',
      ...ownProgram('sandbox/main', ...args),
      environment: environment(),
      onLine(line, stream) {
        isReady ||= stream === 'stdout';
        // Until it is ready, what it says is why it is not: that is told below.
        if (stream === 'stdout') terminal.print(line);
        else if (isReady) terminal.say(line);
      },
    });
    void untilStopped().then(() => child.stop());
    const { code } = await child.exited;
    if (code === 0) return EXIT.done;
    if (isReady) return EXIT.refused;
    if (code !== 2) throw childFailed(child, 'ended before it was ready');
    const why = /^sandbox: (.*)$/m.exec(child.stderrTail())?.[1] ?? 'it does not say why';
    throw new UsageError(
      `The sandbox cannot listen there (${why}).`,
      'Give another --port or --host, or stop the process that has it.',
    );
  },
});
