import { extname } from 'node:path';

/** How a person calls this program: through npm in a checkout, by its name where it is installed. */
export const OWN_NAME =
  extname(import.meta.url) === '.ts' ? 'npm run --silent nightlatch --' : 'nightlatch';
