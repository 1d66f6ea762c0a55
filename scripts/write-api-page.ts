/** Writes `docs/api.md` from the document that the gateway serves: `npm run docs:api`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { apiPage } from '../test/docs/api-page.ts';

await writeFile(fileURLToPath(new URL('../docs/api.md', import.meta.url)), await apiPage());
