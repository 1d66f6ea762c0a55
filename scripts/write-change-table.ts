/** Writes `docs/what-happens-if.md` from the tables that the tests play: `npm run docs:changes`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { changePage } from '../test/workflows/change-page.ts';

const page = fileURLToPath(new URL('../docs/what-happens-if.md', import.meta.url));
await writeFile(page, changePage());
