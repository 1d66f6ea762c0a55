/** Writes `docs/metrics.md` from the table of metrics: `npm run docs:metrics`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { metricsPage } from '../test/telemetry/metrics-page.ts';

const page = fileURLToPath(new URL('../docs/metrics.md', import.meta.url));
await writeFile(page, metricsPage());
