/** Writes `docs/webhooks.md` from the schemas of the events: `npm run docs:webhooks`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { webhooksPage } from '../test/docs/webhooks-page.ts';

await writeFile(fileURLToPath(new URL('../docs/webhooks.md', import.meta.url)), webhooksPage());
