import { buildTemporalServer, findTemporalServer } from '../test/support/temporal-server.ts';

// Builds the Temporal server of the compose file with Go into our cache, once, for the tests that run it on PostgreSQL:
// npm run temporal-server

const { server } = (await findTemporalServer()) ?? (await buildTemporalServer());
process.stdout.write(`${server}\n`);
