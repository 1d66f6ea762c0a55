import { startChild } from '../../src/cli/services/child-process.ts';

// A program that starts what its arguments say, and then waits for its own end.
const [command = '', ...args] = process.argv.slice(2);
await startChild({ name: 'The child', command, args, environment: process.env });
process.stdout.write('started\n');
process.on('SIGUSR2', () => {
  throw new Error('something that nobody foresaw');
});
