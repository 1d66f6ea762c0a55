import { startTemporal } from '../../src/cli/services/temporal-server.ts';

// A program that starts Temporal, says where, and then waits for its own end.
const server = await startTemporal({ environment: process.env, searchAttributes: {} });
process.stdout.write(`${server.address}\n`);
